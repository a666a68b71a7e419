import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { type EventType, eventType } from './event-type.ts'
import { type Contract, CONTRACTS, contractOf, objectionsTo, type Released, releaseOf } from './released.ts'

const Sighted = eventType({
  type: 'investigation.Sighted',
  version: 1,
  kind: 'report',
  meaning: 'Made up for this specification.',
  visibility: ['prosecution', 'adjudication'],
  data: z.strictObject({ place: z.enum(['port', 'border']), certain: z.boolean().optional() }),
  example: { place: 'port' },
})
type Data = z.ZodObject
const changed = (change: Partial<EventType<string, Data>>): EventType => ({ ...Sighted, ...change }) as EventType

/** As it lies in the folder of released schemas. */
const asReleased = (event: EventType, breaks?: readonly string[]): Released =>
  JSON.parse(JSON.stringify({ ...contractOf(event).schema, ...(breaks ? { 'x-breaks': breaks } : {}) })) as Released

const objections = (event: EventType, ...released: readonly Released[]): readonly string[] =>
  objectionsTo(new Map([[event.type, contractOf(event)]]), released).map(({ sentence }) => sentence)

const twoPlaces = Sighted.data
const threePlaces = z.strictObject({ place: z.enum(['port', 'border', 'airport']), certain: z.boolean().optional() })
const raised = changed({ version: 2, data: threePlaces, upcasters: [(data) => data] })

describe('a release may follow the one before it', () => {
  it('unchanged, or with a type more', () => {
    expect(objections(Sighted, asReleased(Sighted))).toEqual([])
    expect(objections(Sighted)).toEqual([])
  })
  it('with an optional member more, in other words, or received by more', () =>
    expect(
      objections(
        changed({
          meaning: 'Said better.',
          visibility: ['prosecution', 'adjudication', 'victimSupport'],
          data: twoPlaces.extend({ by: z.string().optional() }),
        }),
        asReleased(Sighted),
      ),
    ).toEqual([]))
  it('with a version more that readers of the last can read, whatever it asks of the writer', () =>
    expect(
      objections(changed({ version: 2, data: z.strictObject({ place: z.enum(['port']) }), upcasters: [() => ({})] }), asReleased(Sighted)),
    ).toEqual([]))
  it('with a version more that breaks readers, once its schema says what it breaks', () => {
    const found = objections(raised, asReleased(Sighted))
    expect(found).toEqual([
      'investigation.Sighted version 2: as against version 1, /data/place can now be "airport": a reader of the earlier list does not know that',
    ])
    expect(objections(raised, asReleased(Sighted), asReleased(raised, found))).toEqual([])
  })
  it('with a version more that is held against the last alone', () => {
    const third = changed({ version: 3, data: threePlaces, upcasters: [(data) => data, (data) => data] })
    expect(objections(third, asReleased(Sighted), asReleased(raised))).toEqual([])
  })
})

describe('a release may not follow', () => {
  it('when a version changes what its readers rely on, or what was recorded in it', () => {
    expect(objections(changed({ data: threePlaces }), asReleased(Sighted))).toEqual([
      'investigation.Sighted version 1: /data/place can now be "airport": a reader of the earlier list does not know that',
    ])
    expect(objections(changed({ data: z.strictObject({ place: z.enum(['port']) }) }), asReleased(Sighted))).toHaveLength(2)
  })
  it('when a version was raised and nothing reads the events of the one before', () =>
    expect(objections(changed({ version: 2 }), asReleased(Sighted))).toEqual([
      'investigation.Sighted version 2: there is no upcaster from version 1, so what was recorded in it cannot be read',
    ]))
  it('when a version goes back', () =>
    expect(objections(Sighted, asReleased(raised))).toEqual([
      'investigation.Sighted version 1: version 2 was released, and a version never goes back',
    ]))
  it('when a type is gone', () =>
    expect(objectionsTo(new Map(), [asReleased(Sighted)])).toMatchObject([
      { sentence: expect.stringContaining('is gone'), mayBeAccepted: false },
    ]))
  it('when fewer receive an event, or it is classified higher, or it is another kind of fact', () => {
    expect(objections(changed({ visibility: ['prosecution'] }), asReleased(Sighted))).toEqual([
      'investigation.Sighted version 1: is no longer received by adjudication, which followed it',
    ])
    expect(objections(changed({ visibility: 'as-concerned' }), asReleased(Sighted))).toHaveLength(1)
    expect(objections(changed({ classification: 'RESTRICTED' }), asReleased(Sighted))).toHaveLength(1)
    expect(objections(changed({ kind: 'decision' }), asReleased(Sighted))).toHaveLength(1)
  })
})

describe('what agencies send', () => {
  const sent = (data: z.ZodType): Contract => ({
    type: 'case-timeline.Planted',
    version: 1,
    schema: { $id: 'urn:case-timeline:event:case-timeline.Planted:v1', title: 'case-timeline.Planted', ...z.toJSONSchema(data) },
    sentBy: 'agencies',
    upcasters: 0,
  })
  const follows = (before: z.ZodType, after: z.ZodType) =>
    objectionsTo(new Map([['case-timeline.Planted', sent(after)]]), [sent(before).schema]).map(({ sentence }) => sentence)

  it('may be more than before', () => expect(follows(twoPlaces, threePlaces)).toEqual([]))
  it('may not be less: they go on sending it', () => {
    expect(follows(threePlaces, twoPlaces)).toEqual([
      'case-timeline.Planted version 1: /place can no longer be "airport", which what was written before may be',
    ])
    expect(follows(twoPlaces, twoPlaces.required())).toEqual([
      'case-timeline.Planted version 1: /certain must be there now, and what was written before may lack it',
    ])
  })
})

describe('the schemas that were released', () => {
  const folder = new URL('../released/', import.meta.url)
  const released = readdirSync(folder).map((file) => [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Released] as const)

  it('are each in a file named by type and version', () =>
    expect(released.filter(([file, one]) => file !== `${releaseOf(one).type}.v${releaseOf(one).version}.json`)).toEqual([]))

  it('may be followed by this release; else see what npm run generate says', () =>
    expect(
      objectionsTo(
        CONTRACTS,
        released.map(([, one]) => one),
      ),
    ).toEqual([]))
})
