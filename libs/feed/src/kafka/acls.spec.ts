import { describe, expect, it } from '@jest/globals'
import { aclCommands, aclEntries, type Grant, grantsOf } from './acls.ts'

const grants = grantsOf({ prefix: 'ph.', deployment: 'north', agencies: ['ph-police', 'my-police'] })
const principalsWith = (operation: string, topic: string) =>
  grants
    .filter(({ operations, resource }) => resource === 'topic' && operations.some((one) => one === operation))
    .filter(({ name, pattern }) => (pattern === 'literal' ? name === topic : topic.startsWith(name)))
    .map(({ principal }) => principal)

describe('access to the topics', () => {
  it('lets only the receiving service read events, and only the relay, which runs in audit-trail, write them', () => {
    for (const service of ['investigation', 'prosecution', 'adjudication', 'victim-support', 'audit-trail']) {
      expect(principalsWith('Read', `ph.case-events.${service}`)).toEqual([`User:${service}`])
      expect(principalsWith('Write', `ph.case-events.${service}`)).toEqual(['User:audit-trail'])
    }
  })

  it('lets the agencies write commands, and only the receiving service read them', () => {
    expect(principalsWith('Write', 'ph.case-commands.prosecution')).toEqual(['User:agency-ph-police', 'User:agency-my-police'])
    expect(principalsWith('Read', 'ph.case-commands.prosecution')).toEqual(['User:prosecution'])
  })

  it('lets only the services write answers, and only the receiving agency read them', () => {
    expect(principalsWith('Read', 'ph.case-answers.my-police')).toEqual(['User:agency-my-police'])
    expect(principalsWith('Write', 'ph.case-answers.my-police')).toEqual(
      ['investigation', 'prosecution', 'adjudication', 'victim-support', 'audit-trail'].map((service) => `User:${service}`),
    )
  })

  it('lets only the service write its quarantined messages, and only operators read them', () => {
    expect(principalsWith('Write', 'ph.case-quarantine.adjudication')).toEqual(['User:adjudication'])
    expect(principalsWith('Read', 'ph.case-quarantine.adjudication')).toEqual(['User:operator'])
  })

  it('lets each login use the groups that begin with its own name', () => {
    const groups = grants.filter(({ resource, operations }) => resource === 'group' && operations.includes('Read'))
    expect(groups.map(({ principal, name, pattern }) => [principal, name, pattern])).toEqual([
      ['User:investigation', 'ph.north.investigation.', 'prefixed'],
      ['User:prosecution', 'ph.north.prosecution.', 'prefixed'],
      ['User:adjudication', 'ph.north.adjudication.', 'prefixed'],
      ['User:victim-support', 'ph.north.victim-support.', 'prefixed'],
      ['User:audit-trail', 'ph.north.audit-trail.', 'prefixed'],
      ['User:agency-ph-police', 'ph.agency.ph-police.', 'prefixed'],
      ['User:agency-my-police', 'ph.agency.my-police.', 'prefixed'],
      ['User:operator', 'ph.operator.', 'prefixed'],
    ])
  })

  it('gives an agency with the name of a service no rights of that service', () => {
    const mixed = grantsOf({ prefix: '', deployment: 'north', agencies: ['prosecution'] })
    expect(mixed.filter(({ principal, name }) => principal === 'User:prosecution' && name === 'case-answers.prosecution')).toMatchObject([
      { operations: ['Write', 'Describe'] },
    ])
    expect(mixed.filter(({ principal }) => principal === 'User:agency-prosecution').map(({ name }) => name)).not.toContain(
      'case-events.prosecution',
    )
  })

  it('accepts other names of logins', () => {
    const other = grantsOf({ prefix: '', deployment: 'north', logins: { prosecution: 'svc-7', relay: 'CN=relay,O=courts' } })
    expect(other.filter(({ name }) => name === 'case-events.prosecution').map(({ principal }) => principal)).toEqual([
      'User:svc-7',
      'User:CN=relay,O=courts',
    ])
  })
})

describe('the output of grants', () => {
  const one: Grant = {
    principal: "User:o'neill",
    operations: ['Read', 'Describe'],
    resource: 'topic',
    name: 'case-events.x',
    pattern: 'literal',
  }

  it('is a list of commands that can be pasted into a shell', () => {
    expect(aclCommands([one])).toEqual([
      String.raw`kafka-acls.sh --bootstrap-server "$KAFKA" --add --allow-principal 'User:o'\''neill' --operation Read --operation Describe --topic 'case-events.x' --resource-pattern-type literal`,
    ])
  })

  it('is one ACL entry for each operation, which allows and never denies', () => {
    expect(aclEntries([one])).toEqual(
      [3, 8].map((operation) => ({
        principal: "User:o'neill",
        host: '*',
        operation,
        permissionType: 3,
        resourceType: 2,
        resourceName: 'case-events.x',
        resourcePatternType: 3,
      })),
    )
  })
})
