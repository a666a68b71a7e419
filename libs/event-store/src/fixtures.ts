export * from './stored.fixtures.ts'
export { command, NoteTaken, secret } from './contract/harness.fixtures.ts'
export { parametersOf, rehashed, session, type Session } from './postgres/attack.fixtures.ts'
export { amount, Deposited, example, Released } from './deposits.fixtures.ts'
