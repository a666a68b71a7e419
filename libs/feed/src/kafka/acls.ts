import { type AgencyId, SERVICES, type ServiceName } from '@case-timeline/contracts'
import kafkajs, { type AclEntry, type AclOperationTypes } from 'kafkajs'
import { answerTopic, commandTopic, eventTopic, groupPrefixOf, kebab, quarantineTopic } from './topics.ts'

/** An operation as Kafka's own tools write it. */
export type Operation = 'Read' | 'Write' | 'Create' | 'Delete' | 'Describe' | 'DescribeConfigs' | 'AlterConfigs'

/** What one login may do with a topic or group, or with all whose names begin so. */
export interface Grant {
  /** As Kafka names it, `User:prosecution`. */
  readonly principal: string
  readonly may: readonly Operation[]
  readonly resource: 'topic' | 'group'
  readonly name: string
  readonly pattern: 'literal' | 'prefixed'
}

/** Who takes part in a deployment's topics, and by which login. */
export interface Participants {
  /** Begins the names of topics and groups. */
  readonly prefix: string
  readonly deployment: string
  /** Agencies whose systems send commands. */
  readonly agencies?: readonly AgencyId[] | undefined
  /** Logins that are not the usual ones: `investigation` … `audit-trail`, `agency-<id>`, `operator`; the relay runs in audit-trail. */
  readonly logins?: Partial<Readonly<Record<ServiceName | 'relay' | 'operator', string>>> | undefined
  readonly loginOf?: ((agencyId: AgencyId) => string) | undefined
}

/**
 * Who may do what, from the list of services: only a service reads its events and its commands, only the relay writes events, only
 * the services write answers and only their agency reads them, operators look after topics and read what was put aside, and no more.
 */
export const grantsOf = ({
  prefix,
  deployment,
  agencies = [],
  logins = {},
  loginOf = (agencyId) => `agency-${agencyId}`,
}: Participants): readonly Grant[] => {
  const grant =
    (resource: Grant['resource'], pattern: Grant['pattern']) =>
    (login: string, name: string, ...may: readonly Operation[]) => ({
      principal: `User:${login}`,
      may,
      resource,
      name,
      pattern,
    })
  const topic = grant('topic', 'literal')
  const topics = grant('topic', 'prefixed')
  const groups = grant('group', 'prefixed')
  const ofService = (service: ServiceName): readonly Grant[] => {
    const login = logins[service] ?? kebab(service)
    return [
      topic(login, eventTopic(prefix, service), 'Read', 'Describe', 'DescribeConfigs'),
      topic(login, commandTopic(prefix, service), 'Read', 'Describe', 'DescribeConfigs'),
      topic(login, quarantineTopic(prefix, service), 'Write', 'Describe', 'DescribeConfigs'),
      ...agencies.map((agencyId) => topic(login, answerTopic(prefix, agencyId), 'Write', 'Describe')),
      groups(login, groupPrefixOf(prefix, deployment, service), 'Read', 'Describe'),
    ]
  }
  const ofAgency = (agencyId: AgencyId): readonly Grant[] => {
    const login = loginOf(agencyId)
    return [
      ...SERVICES.map((service) => topic(login, commandTopic(prefix, service), 'Write', 'Describe')),
      topic(login, answerTopic(prefix, agencyId), 'Read', 'Describe'),
      groups(login, agencyGroupPrefix(prefix, agencyId), 'Read', 'Describe'),
    ]
  }
  const relay = logins.relay ?? logins.auditTrail ?? kebab('auditTrail')
  const operator = logins.operator ?? 'operator'
  return [
    ...SERVICES.flatMap(ofService),
    ...SERVICES.map((service) => topic(relay, eventTopic(prefix, service), 'Write', 'Describe')),
    ...agencies.flatMap(ofAgency),
    topics(operator, `${prefix}case-`, 'Create', 'Delete', 'Describe', 'DescribeConfigs', 'AlterConfigs'),
    topics(operator, `${prefix}case-quarantine.`, 'Read'),
    groups(operator, `${prefix}${deployment}.`, 'Describe', 'Delete'),
    groups(operator, `${prefix}operator.`, 'Read', 'Describe'),
  ]
}

/** What the names of an agency's own groups must begin with. */
export const agencyGroupPrefix = (prefix: string, agencyId: AgencyId): string => `${prefix}agency.${agencyId}.`

const OPERATIONS: Readonly<Record<Operation, AclOperationTypes>> = {
  Read: kafkajs.AclOperationTypes.READ,
  Write: kafkajs.AclOperationTypes.WRITE,
  Create: kafkajs.AclOperationTypes.CREATE,
  Delete: kafkajs.AclOperationTypes.DELETE,
  Describe: kafkajs.AclOperationTypes.DESCRIBE,
  DescribeConfigs: kafkajs.AclOperationTypes.DESCRIBE_CONFIGS,
  AlterConfigs: kafkajs.AclOperationTypes.ALTER_CONFIGS,
}

/** As `admin.createAcls` takes them. */
export const aclEntries = (grants: readonly Grant[]): AclEntry[] =>
  grants.flatMap(({ principal, may, resource, name, pattern }) =>
    may.map((operation) => ({
      principal,
      host: '*',
      operation: OPERATIONS[operation],
      permissionType: kafkajs.AclPermissionTypes.ALLOW,
      resourceType: resource === 'topic' ? kafkajs.AclResourceTypes.TOPIC : kafkajs.AclResourceTypes.GROUP,
      resourceName: name,
      resourcePatternType: pattern === 'literal' ? kafkajs.ResourcePatternTypes.LITERAL : kafkajs.ResourcePatternTypes.PREFIXED,
    })),
  )

/**
 * The same as commands of Kafka's own tool, one per grant, for who gives access by hand or reviews it.
 * @param server what follows --bootstrap-server, and whatever the tool needs to log in
 */
export const aclCommands = (grants: readonly Grant[], server = '"$KAFKA"'): readonly string[] =>
  grants.map(({ principal, may, resource, name, pattern }) =>
    [
      `kafka-acls.sh --bootstrap-server ${server} --add --allow-principal ${quoted(principal)}`,
      ...may.map((operation) => `--operation ${operation}`),
      `--${resource} ${quoted(name)} --resource-pattern-type ${pattern}`,
    ].join(' '),
  )

/** For a shell: nothing in it is special to it. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
