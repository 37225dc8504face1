"""The same numbers from a cluster of other processes, by changing one argument."""

from __future__ import annotations

import numpy as np
import pytest

import musclebalance as mb


@pytest.mark.slow
@pytest.mark.cluster
@pytest.mark.filterwarnings("ignore")
def test_a_trial_on_a_dask_cluster_has_the_same_bits() -> None:
    distributed = pytest.importorskip("distributed")
    cohort = mb.Cohort.sample(
        mb.pair("hip-flexors-gluteus-maximus"), n=20, seed=1, covariates={"chronicity": 60.0}
    )
    arms = {"PIR": mb.Plan(mb.PIR(), per_week=3, weeks=1, adherence=0.7), "none": None}
    here = mb.trial(cohort, arms, mb.Lifestyle.healthy(), weeks=1, progress=False)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        there = mb.trial(
            cohort, arms, mb.Lifestyle.healthy(), weeks=1, progress=False, executor=client.get_executor()
        )
    for outcome in here.outcomes:
        np.testing.assert_array_equal(here.measured(outcome), there.measured(outcome))
