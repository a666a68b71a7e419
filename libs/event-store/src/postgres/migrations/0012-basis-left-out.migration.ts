import { basisShape } from './0004-append-foundation.migration.ts'
import { appendBatchFunction, appendOneFunction } from './0004-append.migration.ts'
import { type AppendChecks, FIRST_CHECKS } from './append-checks.ts'

export const CHECKS_WITH_LEFT_OUT: AppendChecks = { ...FIRST_CHECKS, basis: basisShape('(?:,"leftOut":[0-9]+)?') }

/** The basis of an event may say how many events it leaves out. */
export const basisLeftOut = `
set local role events_owner;
${appendBatchFunction('create or replace', CHECKS_WITH_LEFT_OUT)}${appendOneFunction('create or replace', CHECKS_WITH_LEFT_OUT)}
reset role;
`
