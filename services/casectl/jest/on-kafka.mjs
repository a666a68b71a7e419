// What follows is brought its events by Kafka; see services/casectl/src/combination.fixtures.ts.
process.env.CASE_TIMELINE_TEST_FEED = 'kafka'
