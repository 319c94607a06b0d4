"""Does the recommended stack install? The one part that uses the network, by way of uv; it installs nothing."""
