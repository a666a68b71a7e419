import {
  AccusedSevered,
  AgencyId,
  CourtCaseRegistered,
  type DataOf,
  Id,
  JudgeAssigned,
  PersonRef,
  type FactOf,
  type JudgeRecused,
} from '@case-timeline/contracts'
import { z } from 'zod'
import type { ChargeOnDocket } from './docket-entries.ts'

/** A part of the court case: what was severed, or a later indictment or private complaint. */
export const PartOnDocket = z.strictObject({
  partId: Id,
  origin: z.enum(['severed', 'indictment', 'privateComplaint']),
  reason: AccusedSevered.data.shape.reason.optional(),
  courtId: AgencyId.optional(),
  courtCaseNo: CourtCaseRegistered.data.shape.courtCaseNo,
  bench: JudgeAssigned.data.shape.bench.optional(),
  judgeRefs: z.array(PersonRef).readonly(),
  joined: z
    .strictObject({ intoPartId: Id.optional() })
    .optional()
    .meta({ description: 'the part ended: its charges are tried in another, or in the case itself' }),
})
export type PartOnDocket = z.infer<typeof PartOnDocket>

type Parts = readonly PartOnDocket[]

/** Charges that the court no longer decides. */
const NO_LONGER_PENDING: readonly ChargeOnDocket['state'][] = ['withdrawn', 'transferred', 'quashed', 'ended']

export const Progress = z.enum(['pending', 'decided', 'final', 'ended']).meta({
  description:
    'decided: each charge that is still pending before the court has a verdict; final: each is final; ended: none is pending, for example because all were withdrawn',
})

/**
 * How far the proceedings on some charges are: decided when each charge that was not withdrawn, transferred, quashed or ended
 * has a verdict, and final when each of these is final.
 */
export const progressOf = (charges: readonly ChargeOnDocket[]): z.infer<typeof Progress> => {
  const pending = charges.filter(({ state }) => !NO_LONGER_PENDING.includes(state))
  if (pending.length === 0) return charges.length === 0 ? 'pending' : 'ended'
  if (pending.every(({ state }) => state === 'final')) return 'final'
  return pending.every(({ state }) => state === 'decided' || state === 'final') ? 'decided' : 'pending'
}

/** A part as the docket shows it. */
export const PartShown = PartOnDocket.extend({
  accusedRefs: z.array(PersonRef).readonly(),
  state: z.enum([...Progress.options, 'joined']),
})

/** An accused, and how far the proceedings against that person are, whatever becomes of the others. */
export const AccusedShown = z.strictObject({ accusedRef: PersonRef, state: Progress })

const accusedIn = (charges: readonly ChargeOnDocket[]): readonly string[] => [
  ...new Set(charges.flatMap(({ accusedRef }) => accusedRef ?? [])),
]

/** The state of each part and of each accused, by the charges. */
export const disaggregated = ({ parts, charges }: { readonly parts: Parts; readonly charges: readonly ChargeOnDocket[] }) => ({
  parts: parts.map((part): z.infer<typeof PartShown> => {
    const own = charges.filter(({ partId }) => partId === part.partId)
    return { ...part, accusedRefs: accusedIn(own), state: part.joined ? 'joined' : progressOf(own) }
  }),
  accused: accusedIn(charges).map((accusedRef): z.infer<typeof AccusedShown> => ({
    accusedRef,
    state: progressOf(charges.filter((charge) => charge.accusedRef === accusedRef)),
  })),
})

/** The parts with a new one; a part that is on the docket already stays as it is. */
export const withPart = (parts: Parts, part: Omit<PartOnDocket, 'judgeRefs'>, judgeRefs: readonly string[] = []): Parts =>
  parts.some(({ partId }) => partId === part.partId) ? parts : [...parts, { ...part, judgeRefs }]

/** The parts, with a change to one. */
export const withChangedPart = (parts: Parts, changed: string, change: (part: PartOnDocket) => Partial<PartOnDocket>): Parts =>
  parts.map((part) => (part.partId === changed ? { ...part, ...change(part) } : part))

interface Bench {
  readonly bench?: DataOf<'adjudication.JudgeAssigned'>['bench'] | undefined
  readonly judgeRefs: readonly string[]
}

const benchAfterAssignment = ({ judgeRefs }: Bench, { data }: FactOf<typeof JudgeAssigned>): Bench => ({
  judgeRefs: [...new Set([...judgeRefs, ...data.judgeRefs])],
  bench: data.bench,
})

const benchAfterRecusal = ({ judgeRefs }: Bench, { data }: FactOf<typeof JudgeRecused>): Pick<Bench, 'judgeRefs'> => ({
  judgeRefs: judgeRefs.filter((judge) => judge !== data.judgeRef),
})

/** The benches after the assignment or the recusal of a judge: that of the part which it names, or of the case itself. */
export const benchesAfter = <R extends Bench & { readonly parts: Parts }>(
  row: R,
  event: FactOf<typeof JudgeAssigned> | FactOf<typeof JudgeRecused>,
): R => {
  const changed = (before: Bench) =>
    event.type === 'adjudication.JudgeAssigned' ? benchAfterAssignment(before, event) : benchAfterRecusal(before, event)
  const { partId } = event.data
  return partId === undefined ? { ...row, ...changed(row) } : { ...row, parts: withChangedPart(row.parts, partId, changed) }
}
