"""The frame: consultation, promise, phases, activities and documents."""
