import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { breakages, type JsonSchema } from './compatibility.ts'

const schema = (of: z.ZodType): JsonSchema => z.toJSONSchema(of)
const breakageTexts = (before: z.ZodType, after: z.ZodType) =>
  breakages(schema(before), schema(after)).map(({ at, breaks, reason }) => `${breaks} ${at} ${reason}`)

const sighting = z.object({ place: z.string().max(10), certain: z.boolean().optional() })

describe('a reader of the earlier schema is not broken by', () => {
  it.each<[string, z.ZodType, z.ZodType]>([
    ['nothing', sighting, sighting],
    ['an additional optional member', sighting, sighting.extend({ weather: z.enum(['fair', 'foul']).optional() })],
    [
      'an additional optional member of a nested object',
      z.array(z.object({ seen: sighting })),
      z.array(z.object({ seen: sighting.extend({ by: z.string().optional() }) })),
    ],
    [
      'another description',
      sighting,
      sighting.extend({
        place: z
          .string()
          .max(10)
          .meta({ description: 'where', examples: ['PH'] }),
      }),
    ],
    ['a constant that becomes an enum of only itself', z.literal('a'), z.enum(['a'])],
    ['an object that starts to allow additional members', z.strictObject({ a: z.string() }), z.object({ a: z.string() })],
  ])('%s', (_, before, after) => expect(breakageTexts(before, after)).toEqual([]))
})

describe('a change that breaks a reader of the earlier schema', () => {
  it.each<[z.ZodType, z.ZodType, string]>([
    [sighting, sighting.omit({ place: true }), '/place was always present and is removed'],
    [sighting, sighting.partial(), '/place was always present and may be absent'],
    [z.enum(['a', 'b']), z.enum(['a', 'b', 'c']), ' can now be "c": a reader of the earlier list does not know it'],
    [z.enum(['a', 'b']), z.string(), ' was one of "a", "b" and can be anything'],
    [z.literal('a'), z.enum(['a', 'b']), ' can now be "b"'],
    [z.string(), z.int(), ' was "string" and can be "integer"'],
    [z.int(), z.number(), ' was "integer" and can be "number"'],
    [z.string(), z.unknown(), ' was "string" and can be anything'],
    [z.string().max(10), z.string().max(11), ' has maxLength 11 instead of 10'],
    [z.string().max(10), z.string(), ' has maxLength "none" instead of 10'],
    [z.string().min(2), z.string().min(1), ' has minLength 1 instead of 2'],
    [z.int().max(5), z.int().max(6), ' has maximum 6 instead of 5'],
    [z.array(z.string()).max(1), z.array(z.string()).max(2), ' has maxItems 2 instead of 1'],
    [z.array(z.string()).min(1), z.array(z.string()), ' has minItems "none" instead of 1'],
    [z.array(z.enum(['a'])), z.array(z.enum(['a', 'b'])), '/* can now be "b"'],
    [z.string().regex(/^a$/), z.string().regex(/^b$/), ' has another pattern'],
    [z.string().regex(/^a$/), z.string(), ' has another pattern'],
    [z.iso.date(), z.iso.datetime(), ' has another format'],
    [z.record(z.string(), z.int()), z.record(z.string(), z.string()), '/* was "integer" and can be "string"'],
    [z.record(z.string().max(1), z.int()), z.record(z.string().max(2), z.int()), '/(names) has maxLength 2 instead of 1'],
    [z.union([z.string(), z.int()]), z.union([z.string(), z.int(), z.boolean()]), ' has an alternative that no earlier one covers'],
    [z.string(), z.union([z.string(), z.int()]), ' has an alternative that no earlier one covers'],
    [
      z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b'), x: z.string() })]),
      z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b'), x: z.int() })]),
      '/x was "string" and can be "integer"',
    ],
  ])('%#: is reported as: readers%s', (before, after, reason) =>
    expect(breakageTexts(before, after)).toContainEqual(expect.stringContaining(`readers ${reason}`)),
  )

  it('is any change of a keyword that cannot be compared', () =>
    expect(breakages({ not: { type: 'string' } }, {})).toContainEqual(
      expect.objectContaining({ breaks: 'readers', reason: expect.stringContaining('has another not') }),
    ))
})

describe('a change that breaks a writer of the earlier schema', () => {
  it.each<[z.ZodType, z.ZodType, string]>([
    [sighting, sighting.extend({ weather: z.string() }), '/weather is new and required'],
    [sighting, sighting.required(), '/certain is required now'],
    [sighting, sighting.omit({ certain: true }), '/certain is removed, and earlier data may contain it'],
    [z.enum(['a', 'b']), z.enum(['a']), ' can no longer be "b"'],
    [z.string(), z.enum(['a']), ' is now one of "a"'],
    [z.number(), z.int(), ' was "number" and must be "integer"'],
    [z.string().max(10), z.string().max(9), ' has maxLength 9 instead of 10'],
    [z.string(), z.string().max(9), ' has maxLength 9 instead of "none"'],
    [z.string(), z.string().regex(/^a$/), ' has another pattern'],
    [z.union([z.string(), z.int(), z.boolean()]), z.union([z.string(), z.int()]), ' lacks an alternative'],
  ])('%#: is reported as: writers%s', (before, after, reason) => {
    const found = breakageTexts(before, after)
    expect(found).toContainEqual(expect.stringContaining(`writers ${reason}`))
    expect(found.filter((one) => one.startsWith('readers'))).toEqual([])
  })
})
