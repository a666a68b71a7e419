import { z } from 'zod'
import type { PersonShown } from '../event-type.ts'
import type { PersonRef, Subject } from '../fields.ts'

/** The measures that a court can order to protect a person who testifies. */
export const ProtectionMeasure = z.enum(['screen', 'videoLink', 'preRecorded', 'pseudonym', 'supportPerson', 'intermediary', 'noContact'])
export type ProtectionMeasure = z.infer<typeof ProtectionMeasure>

/** As what a court protects a person: victims and witnesses, and relatives and other persons close to them. */
export const ProtectedAs = z
  .enum(['victim', 'witness', 'relative', 'closePerson'])
  .meta({ description: 'as what the person is protected; absent: as a person who testifies, which makes nobody a presumed victim' })
type ProtectedAs = z.infer<typeof ProtectedAs>

interface Protected {
  readonly personRef: PersonRef
  readonly protectedAs?: ProtectedAs | undefined
}

/** The person whom a measure protects: a witness, unless the measure says that a victim is protected. */
export const protectedPerson = ({ personRef, protectedAs }: Protected): readonly Subject[] => [
  { personRef, capacity: protectedAs === 'victim' ? 'presumedVictim' : 'witness' },
]

/** As what a case file shows the person whom a measure protects: a measure that does not say it leaves that to other facts. */
export const protectedPersonShown = ({ personRef, protectedAs }: Protected): readonly PersonShown[] => [
  { personRef, capacity: protectedAs === 'victim' ? 'presumedVictim' : protectedAs },
]
