"""Records: the vacancies, events, tasks, checks … that a graduate's case lives among."""
