"""Facts of the experiments room."""

from suppilo.definition.facts.catalogue import Fact

FACTS = (
    Fact(
        "experiment_exposed",
        "got the variant {variant} of the experiment {experiment}",
        is_act=False,
        properties={"experiment": "text", "variant": "text"},
    ),
)
