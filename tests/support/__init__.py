"""What the tests stand on: servers, people, the sandbox, the browser. No rule of the business."""
