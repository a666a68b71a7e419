import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { asyncApi } from './asyncapi/async-api.ts'
import { EVENT_TYPES } from './catalogue.ts'
import { binaryHeaders, cloudEventOf } from './cloud-event.ts'
import { CaseEventRecord } from './envelope.ts'

const root = resolve(import.meta.dirname, '../../..')
const vectors = resolve(root, process.env['CASE_TIMELINE_DATA'] ?? '../shared/data', 'vectors/cloudevents')
if (!existsSync(vectors)) throw new Error(`The folder ${vectors} is missing: set CASE_TIMELINE_DATA to the folder that contains vectors/.`)

const text = (path: string): string => readFileSync(resolve(vectors, path), 'utf8')

interface Documented {
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly examples?: readonly { readonly payload: unknown }[] }>>
    readonly schemas: Readonly<Record<string, { readonly required?: readonly string[]; readonly properties?: object }>>
  }
}
const { components } = JSON.parse(JSON.stringify(asyncApi('0.0.0'))) as Documented
const records = [...EVENT_TYPES.keys()].map((type) => CaseEventRecord.parse(components.messages[type]?.examples?.[0]?.payload))

/** The rows of the first table after the given words. */
const tableAfter = (feature: string, words: string): Record<string, string> => {
  const lines = feature.slice(feature.indexOf(words)).split('\n').slice(1)
  const end = lines.findIndex((line) => !line.trim().startsWith('|'))
  const rows = lines.slice(0, end).map((line) => line.split('|').map((cell) => cell.trim()))
  return Object.fromEntries(rows.flatMap(([, key = '', value = '']) => (key === 'key' ? [] : [[key, value]])))
}

describe('an event as a CloudEvent, checked against the files of the CloudEvents project', () => {
  it.each(['spec/cloudevents/formats/cloudevents.json', 'sdk-javascript/cloudevent.json'])(
    'is valid in the structured mode for the schema %s',
    (path) => {
      const ajv = new Ajv({ strict: false })
      addFormats.default(ajv)
      const fits = ajv.compile(JSON.parse(text(path)) as object)
      for (const record of records) {
        const event = { ...cloudEventOf(record), data: record }
        expect([fits(event), fits.errors]).toEqual([true, null])
        expect(fits({ ...event, source: '' })).toBe(false)
      }
    },
  )

  it('has the headers of the binary Kafka message of the conformance suite', () => {
    const feature = text('conformance/features/kafka-protocol-binding.feature')
    const binary = feature.slice(feature.indexOf('Scenario: Binary content mode'))
    const { datacontenttype = '', ...attributes } = tableAfter(binary, 'Then the attributes are:')
    expect(binaryHeaders({ datacontenttype, ...attributes })).toEqual(tableAfter(binary, 'And Kafka headers:'))
  })

  it('is documented with the headers of the AsyncAPI trait of the project', () => {
    const trait = text('spec/cloudevents/working-drafts/asyncapi-traits/cloudevents-headers-kafka-binary.yaml')
    const required = [...trait.matchAll(/^ {2}- (\S+)$/gm)].map(([, name]) => name)
    const named = [...trait.matchAll(/^ {4}(ce_\w+|content-type):$/gm)].map(([, name]) => name)
    expect(required).toHaveLength(4)
    const ours = components.schemas['CaseEventHeaders']
    expect(ours?.required).toEqual(expect.arrayContaining(required))
    expect(Object.keys(ours?.properties ?? {})).toEqual(expect.arrayContaining(named))
  })

  it('uses only attribute names and values that the specification allows', () => {
    for (const record of records)
      for (const [name, value] of Object.entries(cloudEventOf(record, { visibility: ['prosecution'], previous: '0' }))) {
        expect(name).toMatch(/^[a-z0-9]{1,20}$/)
        expect(value).toMatch(/^[^\p{Cc}\p{Cs}]+$/u)
      }
  })
})
