import { bulkPathOf, type CommandType, pathOf } from '@case-timeline/contracts'
import { componentName, singular } from './json-schema.ts'

/** What an operation of a document is: a command, the same in bulk, or anything else. */
export interface OperationAt {
  readonly command?: CommandType
  readonly bulk?: CommandType
  /** Unique in the document; a command has the name that it has in the contracts. */
  readonly operationId: string
  /** What the operation answers, for the name of the schema: `Custody`, `CaseEvents`. */
  readonly answer: string
}

const isParameter = (segment: string | undefined): boolean => segment?.startsWith('{') ?? false

/** The resource of a path; one of several before a parameter: `/cases/{caseId}/events` → `CaseEvents`. */
const resourceOf = (segments: readonly string[]): string =>
  segments
    .map((segment, at) => (isParameter(segment) ? '' : componentName(isParameter(segments[at + 1]) ? singular(segment) : segment)))
    .join('')

/** Finds what an operation is, from the paths of the commands of the service. */
export const operationNames = (commands: readonly CommandType[]) => {
  const byPath = new Map(commands.map((command) => [pathOf(command), command]))
  const byBulkPath = new Map(commands.filter(({ bulk }) => bulk).map((command) => [bulkPathOf(command), command]))
  return (method: string, path: string): OperationAt => {
    const command = method === 'post' ? byPath.get(path) : undefined
    const bulk = method === 'post' ? byBulkPath.get(path) : undefined
    if (command) return { command, operationId: command.name, answer: 'Recorded' }
    if (bulk) return { bulk, operationId: `${bulk.name}InBulk`, answer: 'BulkAnswer' }
    const segments = path.split('/').slice(1)
    if (method === 'get') return { operationId: `Get${resourceOf(segments)}`, answer: resourceOf(segments) }
    // The last segment of any other operation is what it does.
    const id = `${componentName(segments.at(-1) ?? '')}${path.startsWith('/cases/{caseId}/') ? '' : resourceOf(segments.slice(0, -1))}`
    return { operationId: id, answer: `${id}Answer` }
  }
}
