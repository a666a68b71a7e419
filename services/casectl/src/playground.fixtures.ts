import { readFile } from 'node:fs/promises'

/** One request of a `.http` file, its variables not filled in yet. */
export interface PlaygroundRequest {
  readonly title: string
  readonly name?: string | undefined
  /** The act of the story to which it belongs; absent: it can be sent at any time. */
  readonly act?: number | undefined
  /** The rule that has to refuse it; absent: it is answered. */
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
export const playground = async (file: URL): Promise<Playground> => {
  const [head = '', ...parts] = (await readFile(file, 'utf8')).split(/^### /m)
  const variables = head.split('\n').flatMap((line): [string, string][] => {
    const [, name, value] = /^@(\w+) = (.*)$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, value]]
  })
  return { variables: new Map(variables), requests: parts.map(requestIn) }
}

const requestIn = (part: string): PlaygroundRequest => {
  const [head = '', ...body] = part.split('\n\n')
  const [title = '', ...lines] = head.split('\n')
  const noted = (note: string) => lines.find((line) => line.startsWith(note))?.slice(note.length)
  const act = /^Act (\d+): /.exec(title)?.[1]
  const [request = '', ...headers] = lines.filter((line) => !line.startsWith('#') && line !== '')
  const [method = '', url = ''] = request.split(' ')
  const pairs = headers.map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])
  return {
    title,
    name: noted('# @name '),
    act: act === undefined ? undefined : Number(act),
    refusedBy: noted('# refused by '),
    method,
    url,
    headers: Object.fromEntries(pairs),
    body: body.join('\n\n').trim() || undefined,
  }
}

const at = (value: unknown, [member, ...deeper]: readonly string[]): unknown =>
  member === undefined || member === '' ? value : at((value as Readonly<Record<string, unknown>> | undefined)?.[member], deeper)

/** Fills variables in: the file's own, `$processEnv`, and what a named request was answered, such as `$.events[0].id`. */
export const filledIn = (
  text: string,
  variables: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string>>,
  answers: ReadonlyMap<string, unknown>,
): string =>
  text.replaceAll(/\{\{([^}]+)\}\}/g, (_, expression: string) => {
    const [, variable] = /^\$processEnv (\w+)$/.exec(expression) ?? []
    if (variable !== undefined) return env[variable] ?? ''
    const [, name, path] = /^(\w+)\.response\.body\.\$\.([\w.[\]]+)$/.exec(expression) ?? []
    if (name !== undefined && path !== undefined) return String(at(answers.get(name), path.split(/[.[\]]+/)))
    return filledIn(variables.get(expression) ?? '', variables, env, answers)
  })
