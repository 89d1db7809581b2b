"""The steps of our Rasa pipeline; each is a documented `GraphComponent` named in config.yml."""
