export { aCommand, ARRIVED, CASE, kidOf, sent, signingAgencies, type TestAgency } from './signing.fixtures.ts'
