export { commandContextOn, depositAccount, submissionBy } from './test-aggregate.fixtures.ts'
