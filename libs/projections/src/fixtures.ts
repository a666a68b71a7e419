export * from './listed.fixtures.ts'
export * from './tally.fixtures.ts'
export * from './view-rows.fixtures.ts'
