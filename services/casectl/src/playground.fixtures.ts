import { readFile } from 'node:fs/promises'

/** One request of a `.http` file, with variables that are not replaced yet. */
export interface PlaygroundRequest {
  readonly title: string
  readonly name?: string | undefined
  /** The act of the story to which the request belongs. A request without an act can be sent at any time. */
  readonly actNumber?: number | undefined
  /** Whether the request must wait for the approval of a second person. */
  readonly awaitsApproval: boolean
  /** The rule that must refuse the request. A request without one must succeed. */
  readonly refusedBy?: string | undefined
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

export interface Playground {
  readonly variables: ReadonlyMap<string, string>
  readonly requests: readonly PlaygroundRequest[]
}

/** Reads the part of the `.http` format that the playgrounds use: variables, named requests, headers, JSON bodies. */
export const readPlayground = async (file: URL): Promise<Playground> => {
  const [head = '', ...parts] = (await readFile(file, 'utf8')).split(/^### /m)
  const variables = head.split('\n').flatMap((line): [string, string][] => {
    const [, name, value] = /^@(\w+) = (.*)$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, value]]
  })
  return { variables: new Map(variables), requests: parts.map(parseRequest) }
}

const parseRequest = (part: string): PlaygroundRequest => {
  const [head = '', ...body] = part.split('\n\n')
  const [title = '', ...lines] = head.split('\n')
  const noteAfter = (note: string) => lines.find((line) => line.startsWith(note))?.slice(note.length)
  const actNumber = /^Act (\d+): /.exec(title)?.[1]
  const [request = '', ...headers] = lines.filter((line) => !line.startsWith('#') && line !== '')
  const [method = '', url = ''] = request.split(' ')
  const pairs = headers.map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])
  return {
    title,
    name: noteAfter('# @name '),
    actNumber: actNumber === undefined ? undefined : Number(actNumber),
    awaitsApproval: lines.includes('# waits for the approval of a second person'),
    refusedBy: noteAfter('# refused by '),
    method,
    url,
    headers: Object.fromEntries(pairs),
    body: body.join('\n\n').trim() || undefined,
  }
}

const valueAt = (value: unknown, [member, ...deeper]: readonly string[]): unknown =>
  member === undefined || member === '' ? value : valueAt((value as Readonly<Record<string, unknown>> | undefined)?.[member], deeper)

/**
 * Replaces variables: those of the file, `$processEnv`, and members of the response to a named request, such as
 * `$.events[0].id`.
 */
export const withVariables = (
  text: string,
  variables: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string>>,
  answers: ReadonlyMap<string, unknown>,
): string =>
  text.replaceAll(/\{\{([^}]+)\}\}/g, (_, expression: string) => {
    const [, variable] = /^\$processEnv (\w+)$/.exec(expression) ?? []
    if (variable !== undefined) return env[variable] ?? ''
    const [, name, path] = /^(\w+)\.response\.body\.\$\.([\w.[\]]+)$/.exec(expression) ?? []
    if (name !== undefined && path !== undefined) return String(valueAt(answers.get(name), path.split(/[.[\]]+/)))
    return withVariables(variables.get(expression) ?? '', variables, env, answers)
  })
