"""What a process counts about read models and their column image."""

from __future__ import annotations

from prometheus_client import Counter

BATCHES = Counter("marshrut_read_model_batches", "Batches written into the read models")
EVENTS = Counter("marshrut_read_model_events", "Events taken into the read models")
IMAGES = Counter("marshrut_image_builds", "Column images brought on, or not", ["outcome"])
