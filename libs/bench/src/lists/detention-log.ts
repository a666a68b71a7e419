import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import {
  CaseOpened,
  EventCorrected,
  EvidenceCollected,
  type Fact,
  investigationDetention,
  PersonRefsMerged,
  SuspectArrested,
  type EventType,
} from '@case-timeline/contracts'
import { type Append, type EventStore, type HashedEvent, hashEvents } from '@case-timeline/event-store'
import { recordingContextOf } from '../content.ts'

const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention
const DIGEST_KEY = randomBytes(32)
/** Cases that are worked on at the same time: their events alternate in the log. */
const CASES_AT_ONCE = 200
const CLIENTS = 64
const DAY_MS = 86_400_000

export const AGENCY = 'id-police'

const day = (number: number): string => new Date(Date.parse('2019-01-01') + number * DAY_MS).toISOString().slice(0, 10)

type DatedFact = readonly [EventType, Fact, string]

/**
 * The events of one case: an arrest, a detention that is extended twice, and evidence. Of every ten cases, the first
 * detention of one is too long, and in one the person is still held.
 * @param size how many: fewer are the first of these, and more are further pieces of evidence; absent: these
 */
const eventsOf = (number: number, personRef: string, size?: number): readonly DatedFact[] => {
  const start = number % 2_000
  const lastDay = start + (number % 10 === 0 ? 25 : 19)
  const fact = (type: EventType, data: object, on: number) =>
    [type, { type: type.type, data: { ...(type.example as object), ...data } }, day(on)] as const
  const extended = (from: number, authority: string) =>
    fact(DetentionExtended, { personRef, from: day(from), until: day(from + 29), authority }, from)
  const collected = (on: number) => fact(EvidenceCollected, { evidenceId: randomUUID() }, on)
  const course = [
    fact(CaseOpened, { leadAgency: AGENCY }, start),
    fact(SuspectArrested, { personRef }, start),
    collected(start),
    fact(DetentionOrdered, { personRef, from: day(start), until: day(lastDay), authority: 'POLICE' }, start),
    extended(lastDay + 1, 'PROSECUTION'),
    collected(lastDay + 5),
    extended(lastDay + 31, 'DISTRICT_COURT'),
    collected(lastDay + 40),
    ...(number % 10 === 1 ? [] : [fact(DetentionEnded, { personRef, at: day(lastDay + 50) }, lastDay + 50)]),
  ]
  const further = Array.from({ length: Math.max(0, (size ?? 0) - course.length) }, (_, more) => collected(lastDay + 51 + more))
  return [...course.slice(0, size), ...further]
}

/** Corrects what was recorded of a piece of evidence. */
const correctionOf = ({ id }: HashedEvent): DatedFact => {
  const data = { ...EventCorrected.example, correctsId: id, data: { ...EvidenceCollected.example, evidenceId: randomUUID() } }
  return [EventCorrected, { type: EventCorrected.type, data }, day(0)]
}

/** The arrest of a person under another reference, and the merge of both. */
const mergeOf = (personRef: string): readonly DatedFact[] => {
  const mergedRef = randomUUID()
  const arrest = { ...SuspectArrested.example, personRef: mergedRef }
  const merge = { ...PersonRefsMerged.example, keptRef: personRef, mergedRef }
  return [
    [SuspectArrested, { type: SuspectArrested.type, data: arrest }, day(0)],
    [PersonRefsMerged, { type: PersonRefsMerged.type, data: merge }, day(0)],
  ]
}

const commandOf = (caseId: string, [type, fact, occurredAt]: DatedFact, corrected?: HashedEvent): Append => {
  const commandId = randomUUID()
  const commandDigest = createHmac('sha256', DIGEST_KEY).update(JSON.stringify(fact.data)).digest()
  const context = recordingContextOf(commandId, caseId)
  const actor = { ...context.actor, agencyId: AGENCY } as typeof context.actor
  const recording = { ...context, caseId, actor, commandDigest, jurisdiction: 'ID', occurredAt, occurredZone: 'Asia/Jakarta' }
  return {
    stream: context.stream,
    expected: 'any',
    commandId,
    commandDigest,
    events: hashEvents(
      [fact],
      { ...recording, now: new Date().toISOString() },
      () => type,
      () => corrected && { visibility: corrected.visibility, classification: corrected.envelope.classification, subjects: undefined },
    ),
  }
}

const appendAll = async (store: EventStore, commands: Append[]): Promise<void> => {
  const writer = async () => {
    for (let command = commands.pop(); command; command = commands.pop()) {
      const { outcome } = await store.append(command)
      if (outcome !== 'appended') throw new Error(`append answered ${outcome}`)
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, writer))
}

interface NumberedCase {
  readonly caseId: string
  readonly number: number
  readonly personRef: string
  readonly events: readonly DatedFact[]
}

/** Numbered cases in groups of those that are worked on at the same time. */
async function* casesAtOnce(cases: number | AsyncIterable<number>): AsyncGenerator<readonly NumberedCase[]> {
  let open: NumberedCase[] = []
  let number = 0
  for await (const size of typeof cases === 'number' ? Array.from({ length: cases }, () => undefined) : cases) {
    const personRef = randomUUID()
    open.push({ caseId: randomUUID(), number, personRef, events: eventsOf(number, personRef, size) })
    number += 1
    if (open.length < CASES_AT_ONCE) continue
    yield open
    open = []
  }
  if (open.length > 0) yield open
}

/** Of so many cases one ends with what changes how its facts are folded; absent: none. */
export interface ChangedCases {
  readonly correctEvery?: number | undefined
  /** A merge of two references, under both of which the person was arrested. */
  readonly mergeEvery?: number | undefined
}

/**
 * Records cases, each event by a command of its own.
 * @param cases how many, or how many events each of them has
 * @returns the number of events
 */
export const recordCases = async (
  store: EventStore,
  cases: number | AsyncIterable<number>,
  { correctEvery = Infinity, mergeEvery = Infinity }: ChangedCases = {},
): Promise<number> => {
  let events = 0
  for await (const open of casesAtOnce(cases)) {
    const evidence = new Map<string, HashedEvent>()
    for (let step = 0; open.some((one) => one.events.length > step); step += 1) {
      const commands = open.flatMap(({ caseId, events: own }) => {
        const event = own[step]
        return event ? [commandOf(caseId, event)] : []
      })
      for (const { events: own, stream } of commands)
        for (const event of own) if (event.type === EvidenceCollected.type) evidence.set(stream, event)
      events += commands.length
      await appendAll(store, commands)
    }
    const corrections = open.flatMap(({ caseId, number }) => {
      const wrong = evidence.get(recordingContextOf('', caseId).stream)
      return number % correctEvery === 0 && wrong ? [commandOf(caseId, correctionOf(wrong), wrong)] : []
    })
    events += corrections.length
    await appendAll(store, corrections)
    // In other cases than the corrections, as far as there are others.
    const merging = open.filter(({ number }) => (number + 1) % mergeEvery === 0).map((one) => ({ ...one, facts: mergeOf(one.personRef) }))
    for (const step of [0, 1]) {
      const merges = merging.flatMap(({ caseId, facts }) => facts.slice(step, step + 1).map((fact) => commandOf(caseId, fact)))
      events += merges.length
      await appendAll(store, merges)
    }
  }
  return events
}
