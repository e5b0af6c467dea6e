"""What people must do: tasks about a person, for whoever sells."""
