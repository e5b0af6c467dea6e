from tests.messages.conftest import *  # noqa: F403
