import type { Inquiry } from '@case-timeline/contracts'
import type { RecordRule } from './record.rules.ts'

/** A command that says when the custody of a person ended. */
export interface EndOfCustody {
  readonly data: { readonly personRef: string; readonly at: string }
  readonly known: {
    readonly isPlanned: boolean
    /** Whether the person is held by the record of another service, or under a power that it does not name, so that it ends nothing. */
    readonly isHeldElsewhere?: boolean | undefined
  }
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

export const releaseIsRecordedWhereHeld: Omit<RecordRule<unknown, EndOfCustody>, 'about'> = {
  id: 'case.release-is-recorded-where-held',
  sentence: 'a release is recorded by the service that holds the person by its own record, and names the custody that it ends',
  source: 'integrity of the record: it ends no custody of another service, nor one that it does not name; a court orders the release',
  level: 'warn',
  holds: (_, { known }) => known.isHeldElsewhere !== true,
  facts: (_, { data: { personRef } }) => [personRef],
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
  sentence: 'a death in custody is recorded by the service that holds the person by its own record',
  source:
    'practice: who holds a person knows of a death; recorded by another, it ends no custody, because the person may be alive and held',
  level: 'warn',
  holds: (_, { known }) => known.isHeldHere && known.isHeldElsewhere !== true,
  facts: (_, { data: { personRef } }) => [personRef],
}
