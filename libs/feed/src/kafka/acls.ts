import { type AgencyId, SERVICES, type ServiceName } from '@case-timeline/contracts'
import kafkajs, { type AclEntry, type AclOperationTypes } from 'kafkajs'
import { answerTopic, commandTopic, eventTopic, groupPrefixOf, kebab, quarantineTopic } from './topics.ts'

/** An operation, with the name that Kafka's own tools use. */
export type Operation = 'Read' | 'Write' | 'Create' | 'Delete' | 'Describe' | 'DescribeConfigs' | 'AlterConfigs'

/** The rights of one login on a topic or group, or on all whose names begin with a prefix. */
export interface Grant {
  /** In Kafka's format, `User:prosecution`. */
  readonly principal: string
  readonly operations: readonly Operation[]
  readonly resource: 'topic' | 'group'
  readonly name: string
  readonly pattern: 'literal' | 'prefixed'
}

/** Who uses the topics of a deployment, and with which logins. */
export interface Participants {
  /** Prefix of the names of topics and groups. */
  readonly prefix: string
  readonly deployment: string
  /** Agencies whose systems send commands. */
  readonly agencies?: readonly AgencyId[] | undefined
  /**
   * Logins that differ from the default names: `investigation` … `audit-trail` for the services, `operator`. The relay
   * uses the login of audit-trail, in which it runs.
   */
  readonly logins?: Partial<Readonly<Record<ServiceName | 'relay' | 'operator', string>>> | undefined
  /** The login of an agency's system; default: `agency-<id>`. */
  readonly loginOf?: ((agencyId: AgencyId) => string) | undefined
}

/**
 * The grants of a deployment. Only a service reads its events and its commands; only the relay writes events; only
 * services write answers, and only the agency concerned reads them; operators manage topics and read quarantined
 * messages. Nothing else is allowed.
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
    (login: string, name: string, ...operations: readonly Operation[]) => ({
      principal: `User:${login}`,
      operations,
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

/** The required prefix of the names of an agency's own groups. */
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

/** The grants in the format of `createAcls` of kafkajs. */
export const aclEntries = (grants: readonly Grant[]): AclEntry[] =>
  grants.flatMap(({ principal, operations, resource, name, pattern }) =>
    operations.map((operation) => ({
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
 * The grants as commands of Kafka's own tool, one each, for administrators who grant access manually or review it.
 * @param server the value of --bootstrap-server, and further options that the tool needs to log in
 */
export const aclCommands = (grants: readonly Grant[], server = '"$KAFKA"'): readonly string[] =>
  grants.map(({ principal, operations, resource, name, pattern }) =>
    [
      `kafka-acls.sh --bootstrap-server ${server} --add --allow-principal ${quoted(principal)}`,
      ...operations.map((operation) => `--operation ${operation}`),
      `--${resource} ${quoted(name)} --resource-pattern-type ${pattern}`,
    ].join(' '),
  )

/** Quotes a text for a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
