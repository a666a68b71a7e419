import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Manifest } from './manifests.ts'
import { type FieldTypes, OPERATOR_TYPES } from './operator-fields.ts'

const MODELS = join(import.meta.dirname, '../tools/node_modules/kubernetes/dist/gen/models')

const known = new Map<string, FieldTypes | undefined>()

/**
 * Reads the type table of one model of Kubernetes' own client, version 1.36. The file is read as text: loading it as a
 * module would load all others.
 */
const fieldsOf = (model: string): FieldTypes | undefined => {
  if (!known.has(model)) known.set(model, OPERATOR_TYPES[model] ?? readModel(model))
  return known.get(model)
}

const readModel = (model: string): FieldTypes | undefined => {
  try {
    const table = readFileSync(join(MODELS, `${model}.js`), 'utf8')
    const declared = readFileSync(join(MODELS, `${model}.d.ts`), 'utf8')
    const [, entries = '[]'] = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(table) ?? []
    return new Map(
      (JSON.parse(entries) as { name: string; baseName: string; type: string }[]).map(({ name, baseName, type }) => [
        baseName,
        { type, required: declared.includes(`    '${name}': `) },
      ]),
    )
  } catch {
    return undefined
  }
}

/** `apps/v1` and `Deployment` give `V1Deployment`. */
const modelOf = ({ apiVersion, kind }: Manifest): string => {
  const version = apiVersion.split('/').at(-1)!
  return apiVersion.includes('.') && OPERATOR_TYPES[`${apiVersion}/${kind}`]
    ? `${apiVersion}/${kind}`
    : `${version[0]!.toUpperCase()}${version.slice(1)}${kind}`
}

/** What is unknown, mistyped or missing in a manifest, one sentence each. */
export const typeFaults = (manifest: Manifest): readonly string[] => {
  const model = modelOf(manifest)
  const where = `${manifest.kind} ${manifest.metadata.name}`
  return fieldsOf(model) ? faultsOf(manifest, model, where) : [`${where}: ${manifest.apiVersion} has no such kind`]
}

const PRIMITIVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  any: () => true,
  Date: (value) => typeof value === 'string',
  IntOrString: (value) => typeof value === 'string' || typeof value === 'number',
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const faultsOf = (value: unknown, type: string, where: string): readonly string[] => {
  const primitive = PRIMITIVES[type]
  if (primitive) return primitive(value) ? [] : [`${where} is ${JSON.stringify(value)} and must be ${type}`]
  const [, element] = /^Array<(.*)>$/.exec(type) ?? []
  if (element !== undefined)
    return Array.isArray(value)
      ? value.flatMap((one, index) => faultsOf(one, element, `${where}[${index}]`))
      : [`${where} is no list and must be ${type}`]
  if (!isMap(value)) return [`${where} is ${JSON.stringify(value)} and must be ${type}`]
  const [, entry] = /^\{ \[key: string\]: (.*); \}$/.exec(type) ?? []
  if (entry !== undefined) return Object.entries(value).flatMap(([name, one]) => faultsOf(one, entry, `${where}.${name}`))
  const fields = fieldsOf(type)
  if (!fields) return [`${where} has the type ${type}, which is unknown`]
  return [
    ...Object.entries(value).flatMap(([name, one]) => {
      const field = fields.get(name)
      return field ? faultsOf(one, field.type, `${where}.${name}`) : [`${where}.${name} is unknown in ${type}`]
    }),
    ...[...fields].flatMap(([name, { required }]) => (required && value[name] === undefined ? [`${where}.${name} is missing`] : [])),
  ]
}
