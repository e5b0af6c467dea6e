"""Mail through a vendor's web interface, with django-anymail."""
