"""What would happen: for now, the plausible past of the demo business."""
