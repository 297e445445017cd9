"""The administration: pages under /admin, closed until `pressroom admin create` has made an administrator."""
