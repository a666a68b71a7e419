import type { DataOf } from '@case-timeline/contracts'

/** The key of what no part was severed from; before any severance it is the whole case. */
export const MAIN = 'main'

/** A part of a court case with a bench of its own. */
export interface Part {
  /** How it came to be: `main` is the court case itself. */
  readonly origin: 'main' | 'indictment' | 'severed'
  /** Whether it was severed because the accused is a child. */
  readonly isOfChild: boolean
  /** Whether a judge is assigned: a migrated record may state an assignment without naming the judges. */
  readonly hasAssignedJudge: boolean
  readonly judges: readonly string[]
  readonly recused: readonly string[]
  readonly hasHeldHearing: boolean
  /** The part to which it was joined; absent: it is tried separately. */
  readonly joinedInto?: string
}

/** The parts of a court case, and what belongs to which. */
export interface Parts {
  readonly parts: Readonly<Record<string, Part>>
  /** By charge; a charge without an entry is in `MAIN`. */
  readonly partByCharge: Readonly<Record<string, string>>
  /** By hearing, as it was scheduled; a hearing without an entry is in `MAIN`. */
  readonly partByHearing: Readonly<Record<string, string>>
}

export const newPart: Part = {
  origin: 'main',
  isOfChild: false,
  hasAssignedJudge: false,
  judges: [],
  recused: [],
  hasHeldHearing: false,
}

export const undivided: Parts = { parts: { [MAIN]: newPart }, partByCharge: {}, partByHearing: {} }

/** The union of two lists, in order and without duplicates. */
export const withAdded = (all: readonly string[], more: readonly string[]): readonly string[] => [...new Set([...all, ...more])]

/** The key of the part in which something is tried that was recorded in a part: where that was joined to, if it was. */
export const keyOfPart = ({ parts }: Parts, partId: string = MAIN): string => {
  let key = partId
  for (let joined = parts[key]?.joinedInto; joined !== undefined; joined = parts[key]?.joinedInto) key = joined
  return key
}

/** The part in which something is tried; one that is not on record is as one without a bench. */
export const partAt = (courtCase: Parts, partId?: string): Part => courtCase.parts[keyOfPart(courtCase, partId)] ?? newPart

export const keyOfCharge = (courtCase: Parts, chargeId: string): string => keyOfPart(courtCase, courtCase.partByCharge[chargeId])

/** The part in which a charge is tried. */
export const partOfCharge = (courtCase: Parts, chargeId: string): Part => partAt(courtCase, courtCase.partByCharge[chargeId])

/** The charges that were moved to a part; those of `MAIN` are not listed, because no event moved them. */
export const chargesMovedTo = (courtCase: Parts, partId: string): readonly string[] =>
  Object.keys(courtCase.partByCharge).filter((chargeId) => keyOfCharge(courtCase, chargeId) === partId)

/** Whether a part is on record and was not joined to another. */
export const isSeparate = ({ parts }: Parts, partId: string): boolean =>
  parts[partId] !== undefined && parts[partId].joinedInto === undefined

const withPart = <P extends Parts>(courtCase: P, key: string, change: (part: Part) => Partial<Part>): P => {
  const part = courtCase.parts[key]
  return part === undefined ? courtCase : { ...courtCase, parts: { ...courtCase.parts, [key]: { ...part, ...change(part) } } }
}

const withChargesIn = <P extends Parts>(courtCase: P, chargeIds: readonly string[], key: string): P => ({
  ...courtCase,
  partByCharge: { ...courtCase.partByCharge, ...Object.fromEntries(chargeIds.map((chargeId) => [chargeId, key])) },
})

export const withJudgesAssigned = <P extends Parts>(courtCase: P, { judgeRefs, partId }: DataOf<'adjudication.JudgeAssigned'>): P =>
  withPart(courtCase, keyOfPart(courtCase, partId), ({ judges }) => ({ hasAssignedJudge: true, judges: withAdded(judges, judgeRefs) }))

/** The recusal of a judge who is not on record as assigned leaves the bench as it is. */
export const withJudgeRecused = <P extends Parts>(courtCase: P, { judgeRef, partId }: DataOf<'adjudication.JudgeRecused'>): P =>
  withPart(courtCase, keyOfPart(courtCase, partId), (part) => {
    const recused = withAdded(part.recused, [judgeRef])
    if (!part.judges.includes(judgeRef)) return { recused }
    const judges = part.judges.filter((judge) => judge !== judgeRef)
    return { judges, recused, hasAssignedJudge: judges.length > 0 }
  })

export const withHearingIn = <P extends Parts>(courtCase: P, hearingId: string, partId: string | undefined): P =>
  partId === undefined ? courtCase : { ...courtCase, partByHearing: { ...courtCase.partByHearing, [hearingId]: partId } }

/** The part of a hearing that was held: the one that it names, or for which it was scheduled. */
export const keyOfHearing = (courtCase: Parts, { hearingId, partId }: Pick<DataOf<'adjudication.HearingHeld'>, 'hearingId' | 'partId'>) =>
  keyOfPart(courtCase, partId ?? courtCase.partByHearing[hearingId])

export const withHeldHearing = <P extends Parts>(courtCase: P, held: DataOf<'adjudication.HearingHeld'>): P =>
  withPart(courtCase, keyOfHearing(courtCase, held), () => ({ hasHeldHearing: true }))

/**
 * A part that stays in its court keeps the judges and the hearings that the accused had until then; another court has
 * to assign its own and to hear the accused. A judge who was recused stays recused in both.
 */
export const withAccusedSevered = <P extends Parts>(courtCase: P, severed: DataOf<'adjudication.AccusedSevered'>): P => {
  const { partId, chargeIds, reason, courtId } = severed
  if (courtCase.parts[partId] !== undefined) return courtCase
  const [from = MAIN, ...others] = new Set(chargeIds.map((chargeId) => keyOfCharge(courtCase, chargeId)))
  const { judges, hasAssignedJudge, hasHeldHearing } = partAt(courtCase, from)
  const recused = [...new Set([from, ...others].flatMap((key) => partAt(courtCase, key).recused))]
  // Who comes from different parts was not heard by the bench of each.
  const kept = courtId === undefined && others.length === 0 ? { judges, hasAssignedJudge, hasHeldHearing } : {}
  const part: Part = { ...newPart, recused, ...kept, origin: 'severed', isOfChild: reason === 'juvenile' }
  return withChargesIn({ ...courtCase, parts: { ...courtCase.parts, [partId]: part } }, chargeIds, partId)
}

/**
 * Charges of a part that is joined go to the other one; without an entry there, they would be in `MAIN` again. A judge who
 * was recused from the trial of an accused is recused from the part in which that accused is now tried.
 */
export const withPartsJoined = <P extends Parts>(courtCase: P, { partId, intoPartId = MAIN }: DataOf<'adjudication.PartsJoined'>): P =>
  partId === intoPartId || !isSeparate(courtCase, partId) || !isSeparate(courtCase, intoPartId)
    ? courtCase
    : withPart(
        withPart(courtCase, intoPartId, ({ recused }) => ({ recused: withAdded(recused, partAt(courtCase, partId).recused) })),
        partId,
        () => ({ joinedInto: intoPartId }),
      )

/**
 * A later indictment is a part of its own, to which also charges come that the court had ended before. A judge who was
 * recused from the case itself stays recused.
 */
export const withIndictmentPart = <P extends Parts>(
  courtCase: P,
  { indictmentId, chargeIds }: DataOf<'adjudication.LaterIndictmentRegistered'>,
): P => {
  const parts: Parts['parts'] = {
    [indictmentId]: { ...newPart, recused: partAt(courtCase).recused, origin: 'indictment' },
    ...courtCase.parts,
  }
  return withChargesIn({ ...courtCase, parts }, chargeIds, indictmentId)
}
