import type { Inquiry } from '@case-timeline/contracts'
import type { RecordRule } from './record.rules.ts'

/** A command that says when the custody of a person ended. */
export interface EndOfCustody {
  readonly data: { readonly personRef: string; readonly at: string }
  readonly known: { readonly isPlanned: boolean }
}

/** The same of a death. */
export type DeathInCustody = EndOfCustody & { readonly data: { readonly inquiry?: Inquiry } }

/** The same, and whether the service that records it ever held the person by its own record. */
export type DeathWhereHeld = DeathInCustody & { readonly known: { readonly isHeldHere: boolean } }

export const releaseIsNotInFuture: Omit<RecordRule<unknown, EndOfCustody>, 'about'> = {
  id: 'case.release-is-not-in-future',
  sentence: 'the end of a custody is recorded when it has happened, and not as it is planned',
  source: 'integrity of the record: a planned release would meet the time limit of a person who is not released',
  level: 'block',
  integrity: true,
  holds: (_, { known }) => !known.isPlanned,
  facts: (_, { data: { at } }) => [at],
}

export const deathInCustodyIsInquiredInto: Omit<RecordRule<unknown, DeathInCustody>, 'about'> = {
  id: 'case.death-in-custody-is-inquired-into',
  sentence: 'of a death in custody, an inquiry was opened, and the record names who inquires',
  source:
    'ICCPR 6(1): the right to life; Minnesota Protocol: deaths in custody are investigated, whatever the cause seems to be; Nelson Mandela Rules 71(1): by an authority that is independent of the prison',
  level: 'warn',
  holds: (_, { data: { inquiry } }) => inquiry?.opened === true && inquiry.by !== undefined,
  facts: (_, { data: { personRef } }) => [personRef],
}

export const deathIsRecordedWhereHeld: Omit<RecordRule<unknown, DeathWhereHeld>, 'about'> = {
  id: 'case.death-is-recorded-where-held',
  sentence: 'a death in custody is recorded by a service that held the person by its own record',
  source: 'practice: who holds a person knows of a death; recorded by another, it ends the alarms about somebody who may be alive and held',
  level: 'warn',
  holds: (_, { known }) => known.isHeldHere,
  facts: (_, { data: { personRef } }) => [personRef],
}
