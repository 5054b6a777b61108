/** Linking one user with a mailbox. */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Act } from "../../src/views/act";
import type { AdminUser, AdminApi } from "../admin_api";
import { tell } from "../words";

export function LinkForm(given: { user: AdminUser; api: AdminApi; again: () => Promise<void> }): VNode {
  const { user, api, again } = given;
  const [address, setAddress] = useState(user.address);
  const link = async (): Promise<void> => {
    await api.link(user.associate_id, address.trim());
    await again();
  };
  return (
    <section>
      <p>{tell("link.text")}</p>
      <label class="field">
        {tell("link.address")}
        <input
          type="email"
          maxLength={254}
          value={address}
          onInput={(event) => setAddress(event.currentTarget.value)}
        />
      </label>
      <div class="acts">
        <Act primary disabled={address.trim() === ""} run={link}>
          {tell("link.act")}
        </Act>
      </div>
    </section>
  );
}
