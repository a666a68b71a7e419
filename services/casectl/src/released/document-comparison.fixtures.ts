import { breakages, type Breakage, type JsonSchema } from '@case-timeline/contracts'
import { type Form, resolvedDocument, resolvedSchema } from '../resolved-openapi.fixtures.ts'

type Named<Value> = Readonly<Record<string, Value>>
interface Content {
  readonly content?: Named<{ readonly schema?: JsonSchema }>
}
interface Parameter {
  readonly $ref?: string
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema?: JsonSchema
}
interface Operation {
  readonly operationId?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: Content & { readonly required?: boolean }
  readonly responses: Named<Content & { readonly headers?: Named<unknown> }>
}
interface Document {
  readonly paths: Named<Named<Operation> & { readonly parameters?: readonly Parameter[] }>
  readonly components: { readonly schemas: Named<JsonSchema>; readonly parameters?: Named<Parameter> }
}

const allowed = (names: readonly string[]): JsonSchema => Object.fromEntries(names.map((name) => [name, {}]))

/**
 * Codes and members of unions may be added, and none may go. They are written as members of an object, of which the same
 * is true. The format shows the comparison where a text becomes an enumeration, or an object a union.
 */
const OPEN: Form = {
  codes: (rest, codes) => ({ ...rest, format: 'enumeration', properties: allowed(codes) }),
  union: (members) => ({ type: 'object', format: 'union', properties: members }),
  object: (schema) => schema,
}

/** What a member that went is called in `breakages`: it breaks no reader of data that was written earlier. */
const isRemoved = ({ reason }: Breakage): boolean => reason.startsWith('is removed')
const breaksRequest = ({ breaks }: Breakage): boolean => breaks === 'writers'
const breaksReader = (one: Breakage): boolean => one.breaks === 'readers' || isRemoved(one)

const operationsOf = ({ paths, ...document }: Document): ReadonlyMap<string, Operation> => {
  const resolvedParameter = ({ $ref = '', ...inline }: Parameter): Parameter => {
    const parameter = document.components.parameters?.[$ref.split('/').at(-1) ?? ''] ?? inline
    return { ...parameter, schema: resolvedSchema({ document, form: OPEN }, parameter.schema) as JsonSchema }
  }
  return new Map(
    Object.entries(paths).flatMap(([path, { parameters: shared = [], ...operations }]) =>
      Object.entries(operations as Named<Operation>).map(([method, operation]) => [
        `${method.toUpperCase()} ${path}`,
        { ...operation, parameters: [...shared, ...(operation.parameters ?? [])].map(resolvedParameter) },
      ]),
    ),
  )
}

const sentences = (subject: string, found: readonly Breakage[]): string[] => found.map(({ at, reason }) => `${subject}${at} ${reason}`)

const comparedContent = (
  subject: string,
  { content: before = {} }: Content,
  { content: after = {} }: Content,
  breaks: (one: Breakage) => boolean,
): string[] =>
  Object.entries(before).flatMap(([mediaType, { schema = {} }]) => {
    const later = after[mediaType]
    return later === undefined
      ? [`${subject} is no longer ${mediaType}`]
      : sentences(subject, breakages(schema, later.schema ?? {}).filter(breaks))
  })

const comparedBodies = ({ requestBody: before }: Operation, { requestBody: after }: Operation): string[] => {
  if (before === undefined) return after?.required ? ['body is required now'] : []
  if (after === undefined) return ['body is taken no more']
  return [...(after.required && !before.required ? ['body is required now'] : []), ...comparedContent('body', before, after, breaksRequest)]
}

const isSuccess = (status: string): boolean => status.startsWith('2')

const comparedAnswers = ({ responses: before }: Operation, { responses: after }: Operation): string[] => [
  ...Object.keys(after).flatMap((status) =>
    isSuccess(status) && !Object.hasOwn(before, status) ? [`answers ${status}, which is new`] : [],
  ),
  ...Object.entries(before).flatMap(([status, earlier]) => {
    const later = after[status]
    if (later === undefined) return [`answers ${status} no more`]
    const headers = Object.keys(earlier.headers ?? {}).filter((name) => !Object.hasOwn(later.headers ?? {}, name))
    return [
      ...headers.map((name) => `answer ${status} has no header ${name}`),
      ...comparedContent(`answer ${status}`, earlier, later, breaksReader),
    ]
  }),
]

const isSame = (one: Parameter, other: Parameter): boolean => one.name === other.name && one.in === other.in

const comparedParameters = ({ parameters: before = [] }: Operation, { parameters: after = [] }: Operation): string[] => [
  ...before.flatMap((earlier) => {
    const later = after.find((one) => isSame(one, earlier))
    if (!later) return [`parameter ${earlier.name} is gone`]
    const found = breakages(earlier.schema ?? {}, later.schema ?? {}).filter(breaksRequest)
    return [
      ...(later.required && !earlier.required ? [`parameter ${later.name} is required now`] : []),
      ...sentences(`parameter ${later.name}`, found),
    ]
  }),
  ...after.flatMap((later) =>
    later.required && !before.some((one) => isSame(one, later)) ? [`parameter ${later.name} is new and required`] : [],
  ),
]

/**
 * What a client that was made of an earlier OpenAPI document cannot do with the service of a later one: an operation, an
 * answer or a member that is gone, something that it does not send or may no longer send, something that it cannot read.
 * Operations, optional members of requests, and members, codes and members of unions in answers may be added.
 * @returns a sentence for each, with the operation and the JSON pointer; none if the client works
 */
export const brokenClients = (earlier: unknown, later: unknown): readonly string[] => {
  const [before, after] = [earlier, later].map((one) => resolvedDocument(one, OPEN) as Document) as [Document, Document]
  const present = operationsOf(after)
  const components = Object.keys(before.components.schemas).filter((name) => !Object.hasOwn(after.components.schemas, name))
  return [
    ...components.map((name) => `the component ${name} is gone`),
    ...[...operationsOf(before)].flatMap(([name, was]) => {
      const is = present.get(name)
      if (!is) return [`${name} is gone`]
      return [
        ...(was.operationId === is.operationId ? [] : [`is called ${is.operationId}, and was ${was.operationId}`]),
        ...comparedParameters(was, is),
        ...comparedBodies(was, is),
        ...comparedAnswers(was, is),
      ].map((sentence) => `${name}: ${sentence}`)
    }),
  ]
}
