import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { COMMAND_TYPES, EVENT_TYPES, eventTypeOf } from './catalogue.ts'
import { commandBody, sentExample } from './command-type.ts'
import { freeText } from './free-text.fixtures.ts'
import { dataSchema } from './json-schema.ts'
import { SEALED_EXAMPLE } from './sealed.ts'

const inKebab = (name: string) => name.replace(/(?<=[a-z0-9])[A-Z]/g, (capital) => `-${capital}`).toLowerCase()

const sources = import.meta.dirname
const filesOf = (folder: string) => readdirSync(`${sources}/${folder}`).map((file) => `${folder}/${file}`)
const definitions = readdirSync(sources, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => filesOf(name))
  .filter((file) => readFileSync(`${sources}/${file}`, 'utf8').includes('= eventType({'))

describe.each([...EVENT_TYPES.values()])('$type', (event) => {
  const [context = '', name = ''] = event.type.split('.')

  it('has an example that its own schema accepts', () => expect(z.parse(event.data, event.example)).toEqual(event.example))

  it('speaks of persons by references that are in its data', () => {
    const text = JSON.stringify(event.example)
    expect((event.subjects?.(event.example) ?? []).filter(({ personRef }) => !text.includes(personRef))).toEqual([])
  })

  it('is named like its file, unless a factory makes it', () => {
    if (name.startsWith('Detention')) return
    expect(definitions).toContain(`${inKebab(context)}/${inKebab(name)}.ts`)
  })

  it('seals members that its data has as ciphertext, each with an example that its clear type accepts', () => {
    for (const [member, { clear, example }] of Object.entries(event.sealed ?? {})) {
      expect(z.safeParse(event.data, { ...(event.example as object), [member]: SEALED_EXAMPLE }).success).toBe(true)
      expect(z.safeParse(event.data, { ...(event.example as object), [member]: example }).success).toBe(false)
      expect(clear.parse(example)).toEqual(example)
    }
  })

  it('has one upcaster for each older version', () => expect(event.upcasters?.length ?? 0).toBe(event.version - 1))

  it('accepts no free text', () =>
    // A correction's data is held to the schema of the very type that it corrects, which this spec checks too.
    expect(freeText(dataSchema(event))).toEqual(event.type === 'case.EventCorrected' ? ['/data'] : []))
})

describe.each([...COMMAND_TYPES.entries()])('%s', (_, command) => {
  it('has an example that its own body accepts', () =>
    expect(commandBody(command).parse({ data: sentExample(command) }).data).toEqual(sentExample(command)))

  it('takes no ciphertext from a caller, and hands its aggregate nothing else', () => {
    for (const member of Object.keys(command.seals?.sealed ?? {})) {
      const ciphertext = { ...(command.example as object), [member]: SEALED_EXAMPLE }
      expect(commandBody(command).safeParse({ data: ciphertext }).success).toBe(false)
      expect(z.safeParse(command.data, { ...sentExample(command) }).success).toBe(false)
      expect(z.safeParse(command.data, ciphertext).success).toBe(true)
    }
  })

  it('accepts no free text', () =>
    expect(freeText(dataSchema({ data: commandBody(command) }))).toEqual(
      ['CorrectEvent', 'CorrectInitiativeEvent'].includes(command.name) ? ['/data/data'] : [],
    ))
})

describe('the catalogue', () => {
  it('knows every event type that has a file', () => {
    const known = [...EVENT_TYPES.keys()].map((type) => type.split('.').map(inKebab).join('/') + '.ts')
    expect(definitions.filter((file) => !known.includes(file))).toEqual([])
  })

  it('says what to do about a type that it does not know', () =>
    expect(() => eventTypeOf('investigation.SuspectTeleported')).toThrow('is no event type of this release'))
})
