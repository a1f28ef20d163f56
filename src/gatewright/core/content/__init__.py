"""What has a name and a digest: artifacts, their parts and versions, regions of the tree."""
