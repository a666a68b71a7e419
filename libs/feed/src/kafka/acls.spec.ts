import { describe, expect, it } from '@jest/globals'
import { aclCommands, aclEntries, type Grant, grantsOf } from './acls.ts'

const grants = grantsOf({ prefix: 'ph.', deployment: 'north', agencies: ['ph-police', 'my-police'] })
const who = (operation: string, topic: string) =>
  grants
    .filter(({ may, resource }) => resource === 'topic' && may.some((one) => one === operation))
    .filter(({ name, pattern }) => (pattern === 'literal' ? name === topic : topic.startsWith(name)))
    .map(({ principal }) => principal)

describe('who may do what with the topics', () => {
  it('events: only their service reads them, only the relay, which runs in audit-trail, writes them', () => {
    for (const service of ['investigation', 'prosecution', 'adjudication', 'victim-support', 'audit-trail']) {
      expect(who('Read', `ph.case-events.${service}`)).toEqual([`User:${service}`])
      expect(who('Write', `ph.case-events.${service}`)).toEqual(['User:audit-trail'])
    }
  })

  it('commands: the agencies write them, only their service reads them', () => {
    expect(who('Write', 'ph.case-commands.prosecution')).toEqual(['User:agency-ph-police', 'User:agency-my-police'])
    expect(who('Read', 'ph.case-commands.prosecution')).toEqual(['User:prosecution'])
  })

  it('answers: only the services write them, only their agency reads them', () => {
    expect(who('Read', 'ph.case-answers.my-police')).toEqual(['User:agency-my-police'])
    expect(who('Write', 'ph.case-answers.my-police')).toEqual(
      ['investigation', 'prosecution', 'adjudication', 'victim-support', 'audit-trail'].map((service) => `User:${service}`),
    )
  })

  it('what was put aside: only its service writes it, only operators read it', () => {
    expect(who('Write', 'ph.case-quarantine.adjudication')).toEqual(['User:adjudication'])
    expect(who('Read', 'ph.case-quarantine.adjudication')).toEqual(['User:operator'])
  })

  it('groups: everybody has those that begin with his own name', () => {
    const groups = grants.filter(({ resource, may }) => resource === 'group' && may.includes('Read'))
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

  it('an agency that is called like a service has no service’s rights', () => {
    const mixed = grantsOf({ prefix: '', deployment: 'north', agencies: ['prosecution'] })
    expect(mixed.filter(({ principal, name }) => principal === 'User:prosecution' && name === 'case-answers.prosecution')).toMatchObject([
      { may: ['Write', 'Describe'] },
    ])
    expect(mixed.filter(({ principal }) => principal === 'User:agency-prosecution').map(({ name }) => name)).not.toContain(
      'case-events.prosecution',
    )
  })

  it('logins may be called otherwise', () => {
    const other = grantsOf({ prefix: '', deployment: 'north', logins: { prosecution: 'svc-7', relay: 'CN=relay,O=courts' } })
    expect(other.filter(({ name }) => name === 'case-events.prosecution').map(({ principal }) => principal)).toEqual([
      'User:svc-7',
      'User:CN=relay,O=courts',
    ])
  })
})

describe('grants, written down', () => {
  const one: Grant = { principal: "User:o'neill", may: ['Read', 'Describe'], resource: 'topic', name: 'case-events.x', pattern: 'literal' }

  it('are commands that a shell takes as they are', () => {
    expect(aclCommands([one])).toEqual([
      String.raw`kafka-acls.sh --bootstrap-server "$KAFKA" --add --allow-principal 'User:o'\''neill' --operation Read --operation Describe --topic 'case-events.x' --resource-pattern-type literal`,
    ])
  })

  it('are one entry for each operation, which allows and never denies', () => {
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
