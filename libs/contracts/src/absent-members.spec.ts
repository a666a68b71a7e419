import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { asSent, parseSent, withoutNulls } from './absent-members.ts'
import { bulkRow } from './bulk-commands.ts'
import { COMMAND_TYPES } from './catalogue.ts'
import { commandBody, sentExample } from './command-type.ts'
import { WithdrawConsent } from './victim-support/victim-support.commands.ts'
import { correctEvent } from './case/case.commands.ts'

type Members = Readonly<Record<string, unknown>>

/** An example with null for each optional member that it lacks, at any depth. */
const withNulls = (schema: z.core.$ZodType, value: unknown): unknown => {
  if (Array.isArray(value) && schema instanceof z.ZodArray) return value.map((one) => withNulls(schema.element, one))
  if (schema instanceof z.ZodOptional) return withNulls(schema.def.innerType, value)
  if (!(schema instanceof z.ZodObject)) return value
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape
  const optional = Object.keys(shape).filter((name) => shape[name]?._zod.optin === 'optional')
  const present = Object.entries(value as Members).map(([name, member]) => [name, withNulls(shape[name]!, member)] as const)
  return { ...Object.fromEntries(optional.map((name) => [name, null])), ...Object.fromEntries(present) }
}

describe('a null in what a caller sends', () => {
  it.each([...COMMAND_TYPES.values()].map((command) => [`${command.service}.${command.name}`, command] as const))(
    'means absent for each optional member of %s',
    (_, command) => {
      const body = commandBody(command)
      const sent = { data: sentExample(command) }
      const nulled = withNulls(body, sent)
      expect(nulled).not.toEqual(sent)
      expect(parseSent(body, nulled)).toEqual({ success: true, data: body.parse(sent) })
    },
  )

  it('is refused for a required member, and the issue says so', () => {
    const { error } = parseSent(commandBody(WithdrawConsent), { data: { ...WithdrawConsent.example, consentId: null } })
    expect(error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['data.consentId', 'is null: the member is required, and null means absent'],
    ])
  })

  it('is refused for the data, for an item of a list and for the whole body', () => {
    const body = commandBody(WithdrawConsent)
    for (const sent of [null, { data: null }, { data: WithdrawConsent.example, overrides: [null] }])
      expect(parseSent(body, sent).error?.issues.map(({ message }) => message)).toEqual([
        'is null: the member is required, and null means absent',
      ])
  })

  it('means absent in the member of a union that accepts the rest', () => {
    const scope = { purposes: null, recipients: ['zz-shelter'], dataCategories: null }
    const { data } = parseSent(commandBody(WithdrawConsent), { data: { ...WithdrawConsent.example, scope } })
    expect(data?.data).toMatchObject({ scope: { recipients: ['zz-shelter'] } })
    expect(JSON.stringify(data)).not.toContain('null')
  })

  it('means absent in the data of a correction, whose type is not known yet', () => {
    const command = correctEvent('investigation')
    const sent = { data: { ...(sentExample(command) as Members), data: { suspects: [{ note: null, name: 'x' }], reason: null } } }
    expect(parseSent(commandBody(command), sent).data?.data).toMatchObject({ data: { suspects: [{ name: 'x' }] } })
    expect(JSON.stringify(parseSent(commandBody(command), sent).data)).not.toContain('null')
  })

  it('means absent in a row of a bulk request', () => {
    const { data } = parseSent(bulkRow(WithdrawConsent), { key: 'sheet-7:row-0001', occurredAt: null, data: WithdrawConsent.example })
    expect(data).toEqual({ key: 'sheet-7:row-0001', data: WithdrawConsent.example })
  })

  it.each(['toString', 'constructor', '__proto__'])('is refused in an unknown member that every object has: %s', (name) => {
    const sent: unknown = JSON.parse(`{ "data": ${JSON.stringify(WithdrawConsent.example)}, "${name}": null }`)
    expect(parseSent(commandBody(WithdrawConsent), sent).success).toBe(false)
  })

  it('changes nothing in a value that the schema does not describe', () =>
    expect(withoutNulls(z.strictObject({ a: z.string().optional() }), ['x', null, 7])).toEqual(['x', null, 7]))
})

describe('a schema as a controller declares it', () => {
  it('answers as the Standard Schema says, with the JSON Schema of the schema itself', () => {
    const schema = z.strictObject({ a: z.string().optional(), b: z.string() })
    const { validate, jsonSchema } = asSent(schema)['~standard'] as z.core.$ZodStandardSchema<typeof schema> & {
      readonly jsonSchema: { input(options: { target: 'openapi-3.0' }): object }
    }
    expect(validate({ a: null, b: 'x' })).toEqual({ value: { b: 'x' } })
    expect(validate({ a: 'x', b: null })).toMatchObject({ issues: [{ path: ['b'], message: expect.stringContaining('required') }] })
    expect(jsonSchema.input({ target: 'openapi-3.0' })).toMatchObject({ required: ['b'] })
  })
})

describe('the time at which something happened', () => {
  it('is asked for in words, not as a pattern', () => {
    const { error } = parseSent(commandBody(WithdrawConsent), { occurredAt: '20 November', data: WithdrawConsent.example })
    expect(error?.issues.map(({ message }) => message)).toEqual([
      'must be a year, month, day or time with offset, such as 2026, 2026-11, 2026-11-20 or 2026-11-20T09:30:00+08:00',
    ])
  })
})
