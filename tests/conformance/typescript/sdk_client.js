// Copyright: Contributors to the community.sailpoint collection
// SPDX-License-Identifier: GPL-3.0-or-later

// A client of the sandbox made of the vendor's own TypeScript SDK: node sdk_client.js CLUSTER_ID HOSTILE_NAME. It does
// what ../sdk_client.py does, in v2024, with a token of its own, and prints the same.
const { Configuration, ManagedClientsV2024Api, ManagedClustersV2024Api } = require("sailpoint-api-client");

const PAGE = 2;
const names = (response) => response.data.map((entry) => entry.name);
const replacement = (path, value) => [{ op: "replace", path, value }];

async function clients(api, clusterId, hostile, escaped) {
  const made = [];
  for (const name of ["sdk-1", "sdk-2", "sdk-3", hostile]) {
    const body = { clusterId, name, description: `of ${name}`, type: "VA" };
    made.push((await api.createManagedClient({ managedClientRequestV2024: body })).data);
  }
  const pages = [];
  for (const offset of [0, PAGE, 2 * PAGE]) {
    pages.push(names(await api.getManagedClients({ offset, limit: PAGE, count: true })));
  }
  const found = [];
  for (const filters of [
    `name eq "${escaped}"`,
    'name eq "SDK-1"',
    `id eq "${made[1].id}"`,
    `clusterId eq "${clusterId}"`,
  ]) {
    found.push(names(await api.getManagedClients({ filters })));
  }
  const { id } = made[0];
  const jsonPatchOperationV2024 = replacement("/description", "changed");
  const patched = (await api.updateManagedClient({ id, jsonPatchOperationV2024 })).data;
  const status = (await api.getManagedClientStatus({ id, type: "VA" })).data;
  const read = (await api.getManagedClient({ id })).data;
  await api.deleteManagedClient({ id: made[1].id });
  return {
    made: made.map((entry) => entry.name),
    pages,
    found,
    patched: patched.description,
    read: read.description,
    status: [status.type, status.body.os_type],
    left: names(await api.getManagedClients()),
  };
}

async function clusters(api, clusterId, hostile, escaped) {
  const body = { name: hostile, description: "of", configuration: { gmtOffset: "-5" } };
  const made = (await api.createManagedCluster({ managedClusterRequestV2024: body })).data;
  const { id } = made;
  const found = [];
  for (const filters of [`name eq "${escaped}"`, 'type eq "idn"', 'status eq "FAILED"']) {
    found.push(names(await api.getManagedClusters({ filters })));
  }
  const jsonPatchOperationV2024 = replacement("/configuration/gmtOffset", "1");
  const patched = (await api.updateManagedCluster({ id, jsonPatchOperationV2024 })).data;
  const unset = (await api.getClientLogConfiguration({ id })).data;
  const expiration = new Date(Date.now() + 3600 * 1000).toISOString();
  const logs = [];
  for (const putClientLogConfigurationRequestV2024 of [
    { rootLevel: "WARN", logLevels: { "a.b": "TRACE" }, durationMinutes: 30 },
    { rootLevel: "ERROR", expiration },
  ]) {
    await api.putClientLogConfiguration({ id, putClientLogConfigurationRequestV2024 });
    logs.push((await api.getClientLogConfiguration({ id })).data);
  }
  await api.deleteManagedCluster({ id: clusterId, removeClients: true });
  return {
    made: [made.name, made.type, made.configuration],
    found,
    patched: patched.configuration,
    read: (await api.getManagedCluster({ id })).data.configuration,
    logs: [unset || null, ...logs.map((log) => [log.rootLevel, log.logLevels])],
    expires: logs[1].expiration === expiration,
    left: names(await api.getManagedClusters()),
  };
}

async function main(clusterId, hostile) {
  const configuration = new Configuration();
  const escaped = hostile.replace(/[\\"]/g, "\\$&");
  const result = {
    clients: await clients(new ManagedClientsV2024Api(configuration), clusterId, hostile, escaped),
    clusters: await clusters(new ManagedClustersV2024Api(configuration), clusterId, hostile, escaped),
  };
  console.log(JSON.stringify(result));
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error.stack, error.response ? error.response.data : "");
  process.exitCode = 1;
});
