import type { OpenAPIObject, OperationObject, ParameterObject, RequestBodyObject, ResponseObject } from '@nestjs/swagger'
import { type CommandType, pathOf, sentExample } from '@case-timeline/contracts'
import { CASE_ID, COMMAND_ANSWERS, COMMAND_HEADERS, QUERY_HEADERS } from './command-answers.ts'
import { commandSchema, rowsSchema } from './command-bodies.ts'
import { type Components, components } from './components.ts'
import type { Direction, JsonSchema } from './json-schema.ts'
import { type OperationAt, operationNames } from './operation-names.ts'
import { PROBLEM, PROBLEM_ANSWERS, problemAnswer } from './problem-answers.ts'
import { shareAnswers } from './shared-answers.ts'
import { shareParameters } from './shared-parameters.ts'

type Content = NonNullable<ResponseObject['content']>

const responseRef = (name: string) => ({ $ref: `#/components/responses/${name}` })

/** Describes the schemas of a content by components. */
const withComponents = (content: Content, of: Components, name: string, direction: Direction): Content =>
  Object.fromEntries(
    Object.entries(content).map(([type, media]) => [
      type,
      media.schema ? { ...media, schema: of.add(media.schema as JsonSchema, name, direction) as never } : media,
    ]),
  )

/** A parameter without the description of its schema, which it has itself, and without what is so by default. */
const withoutRepetition = ({ required, ...parameter }: ParameterObject, of: Components): ParameterObject => {
  const { description: _, ...schema } = of.add((parameter.schema ?? {}) as JsonSchema, parameter.name, 'sent')
  return { ...parameter, ...(required ? { required } : {}), schema: schema as never }
}

/** A handler that describes no answer of its own: Nest adds an answer without a description to every POST. */
const describesNoAnswer = ({ responses = {} }: OperationObject): boolean =>
  Object.values(responses).every((answer) => !('content' in (answer as object)) && !('$ref' in (answer as object)))

/** One operation of the document, with what it is. */
interface Described extends OperationAt {
  readonly operation: OperationObject
  readonly isQuery: boolean
  /** The schema of the body of the command: for a bulk request, of one of its rows. */
  readonly body: JsonSchema
}

const bodySchemaOf = (operation: OperationObject | undefined): JsonSchema =>
  ((operation?.requestBody as RequestBodyObject | undefined)?.content['application/json']?.schema ?? {}) as JsonSchema

/** Adds the meaning, the example, the headers and the answers of a command. */
const describeCommand = ({ operation, command, bulk, body }: Described, of: Components): void => {
  if (command) {
    operation.summary = command.meaning
    const schema = commandSchema(command, body, of) as never
    operation.requestBody = { required: true, content: { 'application/json': { schema, example: { data: sentExample(command) } } } }
    operation.responses = { 201: responseRef('Recorded'), ...(command.approvedBy ? { 202: responseRef('AwaitingApproval') } : {}) }
    operation.parameters = [...(operation.parameters ?? []), ...COMMAND_HEADERS]
  } else if (bulk) {
    operation.summary = `${bulk.meaning} Many at once.`
    const schema = rowsSchema(bulk, body, of) as never
    const example = { rows: [{ key: 'sheet-7:row-0001', data: sentExample(bulk) }] }
    operation.requestBody = { required: true, content: { 'application/json': { schema, example } } }
    operation.responses = { 200: responseRef('BulkAnswer') }
  }
}

const describeAnswers = ({ operation, operationId, answer, isQuery }: Described, of: Components): void => {
  if (isQuery) operation.parameters = [...(operation.parameters ?? []), ...QUERY_HEADERS]
  else if (describesNoAnswer(operation)) throw new RangeError(`${operationId} describes no answer: add @Answers`)
  for (const response of Object.values(operation.responses ?? {}))
    if (response && 'content' in response && response.content) response.content = withComponents(response.content, of, answer, 'answered')
  const parameters = operation.parameters?.map((one) => ('name' in one ? withoutRepetition(one, of) : one)) ?? []
  operation.parameters = parameters.length > 0 ? parameters : undefined
  operation.responses = { ...operation.responses, ...PROBLEM_ANSWERS }
}

/** The components of a kind to which something refers, directly or through other components of the kind. */
const referredTo = <T>(kind: string, all: Readonly<Record<string, T>>, by: unknown): Record<string, T> => {
  const names = (text: string): readonly string[] =>
    [...text.matchAll(new RegExp(`#/components/${kind}/(\\w+)`, 'g'))].map(([, name]) => name!)
  const found = new Set(names(JSON.stringify(by)))
  for (const name of found) for (const one of names(JSON.stringify(all[name]) ?? '')) found.add(one)
  return Object.fromEntries(Object.entries(all).filter(([name]) => found.has(name)))
}

const callersText = (roles: readonly string[] | undefined): string =>
  roles ? `For the roles ${roles.join(', ')}.` : 'For everybody, without a token.'

/**
 * The document with what the handlers do not declare, and with each schema described once.
 * @param commands of the service
 * @param callers the roles that may call an operation, by the id that it has in `document`
 */
export const withDetails = (
  document: OpenAPIObject,
  commands: readonly CommandType[],
  callers: ReadonlyMap<string, readonly string[] | undefined>,
): OpenAPIObject => {
  const of = components()
  const nameAt = operationNames(commands)
  const { paths } = document
  const operations = Object.entries(paths).flatMap(([path, { get, post }]) =>
    Object.entries({ get, post }).flatMap(([method, operation]): Described[] => {
      if (!operation) return []
      const at = nameAt(method, path)
      const body = bodySchemaOf(at.bulk ? paths[pathOf(at.bulk)]?.post : operation)
      return [{ ...at, operation, isQuery: method === 'get', body }]
    }),
  )
  // What is sent comes first: the answers share its schemas.
  for (const one of operations) {
    const { operation, operationId } = one
    const roles = callers.get(operation.operationId ?? '')
    operation.description = callersText(roles)
    if (!roles) operation.security = []
    operation.operationId = operationId
    describeCommand(one, of)
    const sent = operation.requestBody as RequestBodyObject | undefined
    if (sent && !one.command && !one.bulk) sent.content = withComponents(sent.content, of, `${operationId}Request`, 'sent')
  }
  const problem = of.add(PROBLEM, 'Problem', 'answered')
  const answers = Object.entries(COMMAND_ANSWERS).map(([name, response]): [string, ResponseObject] => [
    name,
    { ...response, content: withComponents(response.content ?? {}, of, name, 'answered') },
  ])
  for (const one of operations) describeAnswers(one, of)
  const tags = new Set(operations.flatMap(({ operation }) => operation.tags ?? []))
  for (const [address, path] of Object.entries(paths)) if (address.startsWith('/cases/{caseId}')) path.parameters = [CASE_ID]
  const parameters = shareParameters(paths)
  const sharedAnswers = shareAnswers(paths)
  const responses = referredTo('responses', { ...sharedAnswers, ...Object.fromEntries(answers), Problem: problemAnswer(problem) }, paths)
  const schemas = referredTo('schemas', of.all(), [paths, responses, parameters])
  return {
    ...document,
    tags: [...tags].toSorted().map((name) => ({ name, description: `The commands and queries on ${name}.` })),
    components: { ...document.components, schemas: schemas as never, responses, parameters: parameters as never },
  }
}
