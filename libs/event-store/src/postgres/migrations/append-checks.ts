import { basisShape } from './0004-append-foundation.migration.ts'

/** What an append requires of its commands and events, as SQL: a later migration requires more. */
export interface AppendChecks {
  /** Settings of the functions, after their search path. */
  readonly how: string
  /** Variables of the functions. */
  readonly declared: string
  /** The shape of the basis of an event, a regular expression. */
  readonly basis: string
  /** The services, as an array. */
  readonly services: string
  /** Whether a visibility is made of `services`. */
  isVisibility(visibility: string): string
  /** After the shape of the arrays. */
  readonly commands: string
  /** Whether data have the form in which they are hashed, and the version of their type is one that the caller may record. */
  isForm(data: string, type: string, version: string): string
  /** Whether the id of an event may be that of the event with this number in its command, from 0; begins with `and`, or is empty. */
  isId(id: string, command: string, number: string): string
  /** In a batch, the number of an event in its command, from its number in the batch. */
  number(no: string, command: string): string
  /** Before events are inserted: refuses what was recorded before in another way, among `c(id, stream)`, the commands. */
  unrecorded(commands: string): string
  /** Refuses a correction that concerns no event of its stream. */
  correction(stream: string, id: string, type: string, data: string, corrects: string): string
}

export const FIRST_CHECKS: AppendChecks = {
  how: '',
  declared: '',
  basis: basisShape(),
  services: 'array(select distinct one.service from events.service_login one)',
  isVisibility: (visibility) => `${visibility} <@ services`,
  commands: '',
  isForm: () => '',
  isId: () => '',
  number: () => '0',
  unrecorded: () => '',
  correction: (stream, id, _, data, corrects) => `events.refuse_foreign_correction(${stream}, ${id}, ${data}, ${corrects})`,
}
