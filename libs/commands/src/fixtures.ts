export * from './decided-on-record.fixtures.ts'
export { commandContextOn, depositAccount, submissionBy } from './test-aggregate.fixtures.ts'
export { candidateCommands } from './candidate-commands.ts'
