// Runs the specs of this Jest project with EventStoreDB as event store; see
// services/casectl/src/combination.fixtures.ts.
process.env.CASE_TIMELINE_TEST_STORE = 'eventstoredb'
