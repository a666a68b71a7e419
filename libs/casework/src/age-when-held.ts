import type { AgeBand, AgeOnRecord, AgeRange, JusticeService } from '@case-timeline/contracts'
import { statedBand } from './age-range.ts'
import { protectsAsChild } from './age.ts'
import type { CaseHistory } from './case-history.ts'
import { storedOf, type Reading } from './reading.ts'
import type { RecordRule } from './record.rules.ts'

/** A command by which a person is held. */
export interface AgedCommand {
  readonly data: { readonly personRef: string; readonly ageBand?: AgeBand | undefined; readonly ageRange?: AgeRange | undefined }
}

/** What is known of the age of a person of whom the command does not state that they are a child, or of doubtful age. */
export interface KnownAgeWhenHeld {
  /** What the service itself recorded last, if that is a child or an age in doubt. */
  readonly ageOnRecord?: AgeOnRecord | undefined
}

/**
 * What the service that holds a person itself recorded of the age, if the command states none, or an adult. What another sector
 * recorded is not read: it may answer another question, for another day.
 */
export const ageWhenHeldReading = (service: JusticeService, history: CaseHistory, { data }: AgedCommand): Reading<KnownAgeWhenHeld> => {
  const { personRef } = data
  const band = statedBand(data)
  if (band !== undefined && band !== 'adult') return { known: {}, read: [] }
  const own = history
    .facts('investigation.PresumedVictimIdentified', 'adjudication.AccusedSevered')
    .filter(({ stored }) => stored.stream.startsWith(`${service}.`))
  const last = own.findLast((fact) =>
    fact.type === 'investigation.PresumedVictimIdentified'
      ? fact.data.personRef === personRef
      : fact.data.reason === 'juvenile' && fact.data.accusedRefs.includes(personRef),
  )
  if (last === undefined) return { known: {}, read: [] }
  const read = storedOf([last])
  // Who is tried as a juvenile was a child at the time of the act, and may have come of age since.
  if (last.type === 'adjudication.AccusedSevered') return { known: { ageOnRecord: 'unknown' }, read }
  const { data: identified } = last
  const doubt = identified.ageBand === 'child' && !identified.ageDisputed ? 'child' : 'unknown'
  return { known: protectsAsChild(identified) ? { ageOnRecord: doubt } : {}, read }
}

/** The data of the event by which a person is held. */
export const withAgeOnRecord = <D extends object>(data: D, { ageOnRecord }: KnownAgeWhenHeld): D & KnownAgeWhenHeld =>
  ageOnRecord === undefined ? data : { ...data, ageOnRecord }

export const ageOnRecordIsStatedWhenHeld: Omit<RecordRule<unknown, AgedCommand & { readonly known: KnownAgeWhenHeld }>, 'about'> = {
  id: 'case.age-on-record-is-stated-when-held',
  sentence:
    'of a person whom the service itself recorded as a child, or with an age in doubt, it is stated when the person is held whether that is so',
  source: 'CRC 37(b): for the shortest appropriate time; CRC 37(c), 37(d); CRC 40(1): treatment that takes the age into account',
  level: 'warn',
  holds: (_, { known }) => known.ageOnRecord === undefined,
  facts: (_, { data: { personRef } }) => [personRef],
}
