import { z } from 'zod'
import type { Client } from './client.ts'
import { Failure } from './failure.ts'
import { otherFormSentences } from './other-forms.ts'
import { type Screen, show } from './screen.ts'
import { parseCaseId } from './timeline.ts'

const Place = z.looseObject({ stream: z.string(), revision: z.number(), differs: z.string() })
/** Services of an earlier release do not answer them. */
const OtherForms = {
  otherForms: z.array(z.looseObject({ eventId: z.string(), stream: z.string(), revision: z.number(), recordedBy: z.string() })).optional(),
  otherFormCount: z.number().optional(),
}
const Verification = z.discriminatedUnion('outcome', [
  z.looseObject({ outcome: z.literal('intact'), streams: z.number(), events: z.number(), withheld: z.number(), ...OtherForms }),
  Place.extend({
    outcome: z.literal('broken'),
    differences: z.array(Place).optional(),
    differenceCount: z.number().optional(),
    ...OtherForms,
  }),
])
type Verification = z.infer<typeof Verification>

const sentencesOf = (result: Verification): readonly string[] => {
  if (result.outcome === 'intact')
    return [`Intact: ${result.events} events in ${result.streams} streams, every hash and chain recomputed${withheld(result.withheld)}.`]
  const { differences = [result], differenceCount = differences.length } = result
  return [
    ...differences.map(
      ({ stream, revision, differs }) => `Broken: stream ${stream}, revision ${revision}: ${differs} does not match the events.`,
    ),
    ...(differenceCount > differences.length ? [`${differenceCount - differences.length} more differences are not listed.`] : []),
  ]
}

/**
 * Verifies the hashes and chains of a case, and prints the result.
 * @throws Failure when a hash or a chain does not match the events
 */
export const verifyCase = async (screen: Screen, client: Client, caseId: string): Promise<void> => {
  const verification = await client.get('auditTrail', `/cases/${parseCaseId(caseId)}/verification`, Verification)
  show(screen, verification, (result) =>
    [...sentencesOf(result), ...otherFormSentences(result.otherForms ?? [], result.otherFormCount ?? 0)].join('\n'),
  )
  if (verification.outcome === 'broken')
    throw new Failure(`Case ${caseId} was changed after it was recorded.`, [
      'change nothing in the database: it is evidence',
      'compare it with the last backup, and find out who had write access to the store',
    ])
}

const withheld = (count: number): string => (count === 0 ? '' : ` (${count} of them court orders withhold from you)`)
