"""What pages and letters share: addresses that leave the portal, links in letters, how letters are made."""
