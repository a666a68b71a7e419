import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { type EventType, eventType } from './event-type.ts'
import { type Contract, CONTRACTS, contractOf, compatibilityIssuesOf, type ReleasedSchema, releaseOf } from './released.ts'
import { releasedSchemas } from './released-record.ts'

const Sighted = eventType({
  type: 'investigation.Sighted',
  version: 1,
  kind: 'report',
  meaning: 'An event type of this specification.',
  visibility: ['prosecution', 'adjudication'],
  data: z.strictObject({ place: z.enum(['port', 'border']), certain: z.boolean().optional() }),
  example: { place: 'port' },
})
type Data = z.ZodObject
const changed = (change: Partial<EventType<string, Data>>): EventType => ({ ...Sighted, ...change }) as EventType

/** As it is stored in the folder of released schemas. */
const asReleased = (event: EventType, breaks?: readonly string[]): ReleasedSchema =>
  JSON.parse(JSON.stringify({ ...contractOf(event).schema, ...(breaks ? { 'x-breaks': breaks } : {}) })) as ReleasedSchema

const issueSentences = (event: EventType, ...released: readonly ReleasedSchema[]): readonly string[] =>
  compatibilityIssuesOf(new Map([[event.type, contractOf(event)]]), released).map(({ sentence }) => sentence)

const twoPlaces = Sighted.data
const threePlaces = z.strictObject({ place: z.enum(['port', 'border', 'airport']), certain: z.boolean().optional() })
const raised = changed({ version: 2, data: threePlaces, upcasters: [(data) => data] })

describe('a release may follow the previous one', () => {
  it('when nothing changed or a type was added', () => {
    expect(issueSentences(Sighted, asReleased(Sighted))).toEqual([])
    expect(issueSentences(Sighted)).toEqual([])
  })
  it('when it adds an optional member, changes a description or adds a receiver', () =>
    expect(
      issueSentences(
        changed({
          meaning: 'A clearer description.',
          visibility: ['prosecution', 'adjudication', 'victimSupport'],
          data: twoPlaces.extend({ by: z.string().optional() }),
        }),
        asReleased(Sighted),
      ),
    ).toEqual([]))
  it('when it adds a version that readers of the last version can read, whatever it requires of writers', () =>
    expect(
      issueSentences(
        changed({ version: 2, data: z.strictObject({ place: z.enum(['port']) }), upcasters: [() => ({})] }),
        asReleased(Sighted),
      ),
    ).toEqual([]))
  it('when it adds a version that breaks readers, once its schema declares the break', () => {
    const found = issueSentences(raised, asReleased(Sighted))
    expect(found).toEqual([
      'investigation.Sighted version 2: compared with version 1, /data/place can now be "airport": a reader of the earlier list does not know it',
    ])
    expect(issueSentences(raised, asReleased(Sighted), asReleased(raised, found))).toEqual([])
  })
  it('when it adds a version that is compatible with the last one; older versions are not compared', () => {
    const third = changed({ version: 3, data: threePlaces, upcasters: [(data) => data, (data) => data] })
    expect(issueSentences(third, asReleased(Sighted), asReleased(raised))).toEqual([])
  })
})

describe('a release may not follow the previous one', () => {
  it('when a version breaks its readers or the data recorded in it', () => {
    expect(issueSentences(changed({ data: threePlaces }), asReleased(Sighted))).toEqual([
      'investigation.Sighted version 1: /data/place can now be "airport": a reader of the earlier list does not know it',
    ])
    expect(issueSentences(changed({ data: z.strictObject({ place: z.enum(['port']) }) }), asReleased(Sighted))).toHaveLength(2)
  })
  it('when a version was raised without an upcaster from the previous one', () =>
    expect(issueSentences(changed({ version: 2 }), asReleased(Sighted))).toEqual([
      'investigation.Sighted version 2: there is no upcaster from version 1, so events recorded in it cannot be read',
    ]))
  it('when a version number decreases', () =>
    expect(issueSentences(Sighted, asReleased(raised))).toEqual([
      'investigation.Sighted version 1: version 2 was released already, and a version number never decreases',
    ]))
  it('when a type was removed', () =>
    expect(compatibilityIssuesOf(new Map(), [asReleased(Sighted)])).toMatchObject([
      { sentence: expect.stringContaining('is removed'), mayBeAccepted: false },
    ]))
  it('when an event has fewer receivers, a higher classification or another kind', () => {
    expect(issueSentences(changed({ visibility: ['prosecution'] }), asReleased(Sighted))).toEqual([
      'investigation.Sighted version 1: is no longer received by adjudication, which received it before',
    ])
    expect(issueSentences(changed({ visibility: 'as-target-event' }), asReleased(Sighted))).toHaveLength(1)
    expect(issueSentences(changed({ classification: 'RESTRICTED' }), asReleased(Sighted))).toHaveLength(1)
    expect(issueSentences(changed({ kind: 'decision' }), asReleased(Sighted))).toHaveLength(1)
  })
})

describe('the schema of a message that agencies send', () => {
  const sent = (data: z.ZodType): Contract => ({
    type: 'case-timeline.Planted',
    version: 1,
    schema: { $id: 'urn:case-timeline:event:case-timeline.Planted:v1', title: 'case-timeline.Planted', ...z.toJSONSchema(data) },
    sentBy: 'agencies',
    upcasters: 0,
  })
  const follows = (before: z.ZodType, after: z.ZodType) =>
    compatibilityIssuesOf(new Map([['case-timeline.Planted', sent(after)]]), [sent(before).schema]).map(({ sentence }) => sentence)

  it('may accept more than before', () => expect(follows(twoPlaces, threePlaces)).toEqual([]))
  it('may not accept less, because agencies continue to send it', () => {
    expect(follows(threePlaces, twoPlaces)).toEqual([
      'case-timeline.Planted version 1: /place can no longer be "airport", which earlier data may contain',
    ])
    expect(follows(twoPlaces, twoPlaces.required())).toEqual([
      'case-timeline.Planted version 1: /certain is required now, and earlier data may lack it',
    ])
  })
})

describe('the released schemas', () => {
  const folder = new URL('../released/', import.meta.url)
  const files = readdirSync(folder)
  const released = releasedSchemas(files.map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as ReleasedSchema))

  it('are each in a file named after type and version, next to the record that they share', () =>
    expect(files.filter((file) => file !== 'record.json')).toEqual(
      released.map(releaseOf).map(({ type, version }) => `${type}.v${version}.json`),
    ))

  it('may be followed by this release (if not: see the output of npm run generate)', () =>
    expect(compatibilityIssuesOf(CONTRACTS, released)).toEqual([]))
})
