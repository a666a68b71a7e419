import { describe, expect, it } from '@jest/globals'
import { Code, Id, PersonRef } from '@case-timeline/contracts'
import { z } from 'zod'
import { components } from './components.ts'
import type { JsonSchema } from './json-schema.ts'

const jsonOf = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { target: 'openapi-3.0' }) as JsonSchema
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

describe('the components of a document', () => {
  it('have the names of the contracts, those of titles, and otherwise those of their place', () => {
    const of = components()
    const Row = z.strictObject({ id: Id, who: z.strictObject({ code: Code }) })
    const page = z.strictObject({ rows: z.array(Row), shown: z.strictObject({ code: Code }).meta({ title: 'Shown' }).optional() })
    expect(of.add(jsonOf(page), 'Custody', 'sent')).toEqual(ref('Custody'))
    expect(Object.keys(of.all())).toEqual(['Code', 'Custody', 'CustodyRow', 'CustodyRowWho', 'Id', 'Shown'])
    expect(of.all()['CustodyRow']?.properties).toEqual({ id: ref('Id'), who: ref('CustodyRowWho') })
  })

  it('accept null for the optional members of what is sent, and for none of an answer', () => {
    const schema = z.strictObject({ id: Id.optional(), n: z.int().optional(), done: z.boolean() })
    const of = components()
    of.add(jsonOf(schema), 'Sent', 'sent')
    of.add(jsonOf(schema), 'Answered', 'answered')
    expect(of.all()['Sent']?.properties).toMatchObject({ id: { oneOf: [ref('Id'), { type: 'null' }] }, n: { type: ['integer', 'null'] } })
    expect(of.all()['Answered']?.properties).toMatchObject({ id: { type: 'string' }, n: { type: 'integer' }, done: { type: 'boolean' } })
  })

  it('leave the enumerations of an answer open, and its texts without a pattern', () => {
    const of = components()
    of.add(jsonOf(z.strictObject({ state: z.enum(['held', 'released']), since: z.string().regex(/^x$/) })), 'Held', 'answered')
    expect(of.all()['Held']?.properties).toEqual({
      state: { type: 'string', 'x-extensible-enum': ['held', 'released'] },
      since: { type: 'string' },
    })
  })

  it('have a base for a union, and a member for each value', () => {
    const of = components()
    const state = <T extends string>(value: T) => z.literal(value)
    const Member = z.union([
      z.strictObject({ id: Id, state: state('opened'), value: z.string() }),
      z.strictObject({ id: Id, state: state('erased') }),
    ])
    expect(of.add(jsonOf(Member), 'Opened', 'answered')).toEqual(ref('Opened'))
    expect(of.all()).toEqual({
      Opened: {
        type: 'object',
        properties: { state: { type: 'string' }, id: { type: 'string' } },
        required: ['state', 'id'],
        discriminator: {
          propertyName: 'state',
          mapping: { opened: ref('OpenedOpened').$ref, erased: ref('OpenedErased').$ref },
        },
        'x-members': [ref('OpenedOpened'), ref('OpenedErased')],
      },
      OpenedErased: { allOf: [ref('Opened')] },
      OpenedOpened: {
        allOf: [ref('Opened'), { type: 'object', properties: { value: { type: 'string' } }, required: ['value'] }],
      },
    })
  })

  it('allow a pseudonym where an answer shows a person', () => {
    const of = components()
    of.add(jsonOf(z.strictObject({ personRef: PersonRef })), 'Sent', 'sent')
    expect(new RegExp(of.all()['PersonRef']?.pattern ?? '').test(`withheld-by-${'0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b'}-1`)).toBe(true)
  })

  it('describe a reference to a person where its name does not say that it is one', () => {
    const of = components()
    of.add(jsonOf(z.strictObject({ judgeRefs: z.array(PersonRef), concerns: PersonRef, facilityRef: PersonRef })), 'Shown', 'answered')
    const described = { type: 'string', description: 'pseudonymous reference to a person' }
    expect(of.all()['Shown']?.properties).toEqual({
      judgeRefs: { type: 'array', items: { type: 'string' } },
      concerns: described,
      facilityRef: described,
    })
  })

  it('refuse two schemas with one name', () => {
    const of = components()
    of.add(jsonOf(z.strictObject({ a: z.string() }).meta({ title: 'One' })), '', 'answered')
    expect(() => of.add(jsonOf(z.strictObject({ b: z.string() }).meta({ title: 'One' })), '', 'answered')).toThrow(/are named One/)
  })
})
