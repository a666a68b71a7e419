// What follows keeps its events in an EventStoreDB; see services/casectl/src/combination.fixtures.ts.
process.env.CASE_TIMELINE_TEST_STORE = 'eventstoredb'
