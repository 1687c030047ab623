"""What a web map draws: display levels, borders as topology, tiles and places about the plan."""
