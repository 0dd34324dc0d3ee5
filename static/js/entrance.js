// Whoever was logged in on this device is not any more: their pages in other tabs are left.
new BroadcastChannel("person").postMessage("left");
