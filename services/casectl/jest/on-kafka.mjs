// Runs the specs of this Jest project with Kafka as event feed; see services/casectl/src/combination.fixtures.ts.
process.env.CASE_TIMELINE_TEST_FEED = 'kafka'
