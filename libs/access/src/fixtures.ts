export { aCommand, ARRIVED, CASE, kidOf, sentMessage, signingAgencies, type TestAgency } from './signing.fixtures.ts'
