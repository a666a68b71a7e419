import { basisShape } from './0004-append-foundation.migration.ts'
import { appendBatchFunction, appendOneFunction } from './0004-append.migration.ts'

const BASIS = basisShape('(?:,"leftOut":[0-9]+)?')

/** The basis of an event may say how many events it leaves out. */
export const basisLeftOut = `
set local role events_owner;
${appendBatchFunction('create or replace', BASIS)}${appendOneFunction('create or replace', BASIS)}
reset role;
`
