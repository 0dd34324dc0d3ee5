// Shows only the histologies and codes of the disease that is chosen. Without it all are offered, by disease.
(function () {
  "use strict";

  const disease = document.querySelector("select[name='disease']");
  const dependents = document.querySelectorAll("select[name='histology'], select[name='icd10']");
  if (!disease) return;

  function narrow() {
    const chosen = disease.value ? disease.selectedOptions[0].textContent : null;
    for (const select of dependents) {
      for (const group of select.querySelectorAll("optgroup")) {
        group.hidden = group.disabled = chosen !== null && group.label !== chosen;
      }
      const picked = select.selectedOptions[0];
      if (picked && picked.parentElement.disabled) select.value = "";
    }
  }

  disease.addEventListener("change", narrow);
  narrow();
})();
